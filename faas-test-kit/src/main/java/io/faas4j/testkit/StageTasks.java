package io.faas4j.testkit;

import io.faas4j.runtime.time.Tasks;

/** Tasks that take turns. */
final class StageTasks implements Tasks {

    private final Stage stage;
    private final String name;
    private volatile boolean closed;

    StageTasks(Stage stage, String name) {
        this.stage = stage;
        this.name = name;
    }

    @Override
    public void execute(Runnable task) {
        if (closed) {
            throw new IllegalStateException("'" + name + "' is closed and takes no more tasks");
        }
        stage.add(new Task(name, task));
    }

    @Override
    public void close() {
        closed = true;
    }
}
