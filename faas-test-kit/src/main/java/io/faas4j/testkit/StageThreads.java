package io.faas4j.testkit;

import io.faas4j.runtime.time.Tasks;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.WorkerThreads;

/** Tasks take turns on the stage; threads that somebody asks for by themselves are real ones. */
final class StageThreads implements WorkerThreads {

    private final Stage stage;

    StageThreads(Stage stage) {
        this.stage = stage;
    }

    @Override
    public Thread newThread(String name, Runnable body) {
        return stage.threads().newThread(name, body);
    }

    @Override
    public Tasks tasks(String name, TimeSource time) {
        return new StageTasks(stage, name);
    }
}
