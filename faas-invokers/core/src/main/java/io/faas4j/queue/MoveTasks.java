package io.faas4j.queue;

import io.faas4j.error.QueueException;
import io.faas4j.error.QueueException.Reason;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.runtime.context.RequestIds;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.TimeSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The move tasks of all queues: the last ten of each source (rules QUEUE-79, QUEUE-80). Safe for use by many threads. */
final class MoveTasks {

    private static final int KEPT = 10;

    private final Queues queues;
    private final QueueCatalog catalog;
    private final TimeSource time;
    private final RandomSource random;
    private final Map<String, Deque<MoveTask>> bySource = new HashMap<>();

    MoveTasks(Queues queues, QueueCatalog catalog, TimeSource time, RandomSource random) {
        this.queues = queues;
        this.catalog = catalog;
        this.time = time;
        this.random = random;
    }

    synchronized MoveTask start(MessageQueue source, MoveOptions options) {
        Deque<MoveTask> known = bySource.computeIfAbsent(source.arn(), arn -> new ArrayDeque<>());
        if (known.stream().anyMatch(MoveTask::isRunning)) {
            throw new QueueException(
                    Reason.UNSUPPORTED_OPERATION,
                    "There is already a task running. Only one active task is allowed for a source queue arn at a given "
                            + "time.");
        }
        MoveTask task = new MoveTask(RequestIds.next(random), source, options, queues, catalog, time);
        known.addFirst(task);
        if (known.size() > KEPT) {
            known.removeLast();
        }
        task.start();
        return task;
    }

    /** The last one first. */
    synchronized List<MoveTask> of(String sourceArn) {
        return new ArrayList<>(bySource.getOrDefault(sourceArn, new ArrayDeque<>()));
    }

    synchronized MoveTask find(UUID id) {
        return bySource.values().stream()
                .flatMap(Deque::stream)
                .filter(task -> task.id().equals(id))
                .findFirst()
                .orElseThrow(
                        () -> new ResourceNotFoundException("The message move task %s was not found.".formatted(id)));
    }
}
