package io.faas4j.mapping.model;

import static io.faas4j.mapping.model.World.require;

import io.faas4j.mapping.MappingConfig;
import io.faas4j.source.QueueMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the rules of queue mappings want, message by message (section ESM-SQS), told in the plainest way. */
final class QueueModel {

    private final World world;
    private final boolean isFifo;
    private final int mostReceives;
    private final Map<String, ModelMessage> messages = new LinkedHashMap<>();
    private final Map<String, List<ModelMessage>> groups = new LinkedHashMap<>();
    private final List<Invocation> running = new ArrayList<>();
    private final MappingConfig config;

    /** @param mostReceives after so many a message is dead; 0 if it never is */
    QueueModel(World world, MappingConfig config, boolean isFifo, int mostReceives) {
        this.world = world;
        this.config = config;
        this.isFifo = isFifo;
        this.mostReceives = mostReceives;
    }

    /** A handler and its messages. */
    static final class Invocation {
        final List<ModelMessage> messages;
        final long deadline;
        final Lifeline consumer;

        Invocation(List<ModelMessage> messages, long deadline, Lifeline consumer) {
            this.messages = messages;
            this.deadline = deadline;
            this.consumer = consumer;
        }
    }

    // ---- the queue -------------------------------------------------------------------------------------------------

    void sent(String id, ModelMessage message) {
        messages.put(id, message);
        groups.computeIfAbsent(message.group, group -> new ArrayList<>()).add(message);
    }

    int count() {
        return messages.size();
    }

    private ModelMessage find(QueueMessage message) {
        ModelMessage found = messages.get(message.messageId());
        if (found == null) {
            throw new AssertionError("There is no message " + message);
        }
        return found;
    }

    void received(List<QueueMessage> received, Duration hidden) {
        endTimedOut();
        for (QueueMessage each : received) {
            ModelMessage message = find(each);
            require(!message.isGone(), "Received, though gone", message);
            require(!message.isRunning, "Received while it is being handled", message);
            message.receives++;
            require(message.receives == each.receiveCount(), "Not as many receives", message);
            require(mostReceives == 0 || message.receives <= mostReceives, "Received too often", message);
            message.hiddenUntil = world.nanos() + hidden.toNanos();
        }
        if (!received.isEmpty()) {
            world.note(
                    "received %s",
                    received.stream().map(each -> find(each).number).toList());
        }
    }

    void deleted(List<QueueMessage> asked, List<QueueMessage> left) {
        for (QueueMessage each : asked) {
            ModelMessage message = find(each);
            require(message.hasSucceeded || !message.passes, "Deleted, but not handled", message);
            message.isDeleted |= !left.contains(each);
        }
        world.note("deleted %s", asked.stream().map(each -> find(each).number).toList());
    }

    /** Received messages are given back, or hidden for longer. */
    void hidden(List<QueueMessage> changed, Duration timeout) {
        for (QueueMessage each : changed) {
            find(each).hiddenUntil = timeout.isZero() ? 0 : world.nanos() + timeout.toNanos();
        }
        world.note(
                "hidden for %s: %s",
                timeout, changed.stream().map(each -> find(each).number).toList());
    }

    /** What has come to the dead-letter queue. */
    void died(String id, boolean isCalm) {
        ModelMessage message = messages.get(id);
        if (message == null) {
            throw new AssertionError("Dead, but never sent: " + id);
        }
        require(!message.isDeleted, "Deleted and dead", message);
        require(message.receives == mostReceives, "Dead, but not received as often", message);
        require(!isCalm || message.invocations == mostReceives, "Dead, but not handled as often", message);
        message.isDead = true;
    }

    // ---- invocations -----------------------------------------------------------------------------------------------

    /** A handler has begun. */
    Invocation begins(List<QueueMessage> received, Lifeline consumer) {
        endTimedOut();
        List<ModelMessage> batch = received.stream().map(this::find).toList();
        world.note("given %s", batch.stream().map(each -> each.number).toList());
        require(!batch.isEmpty() && batch.size() <= config.batchSize().orElse(10), "Too many, or none", batch);
        long bytes = received.stream().mapToLong(each -> each.body().length).sum();
        require(batch.size() == 1 || bytes <= World.MAX_PAYLOAD, "More than fits into an event", batch);
        long atWork = running.stream().filter(each -> each.consumer == consumer).count();
        require(atWork < config.maximumConcurrency().orElse(1_250), "Too many at once", running.size());
        for (int i = 0; i < batch.size(); i++) {
            ModelMessage message = batch.get(i);
            require(message.passes, "Given, but should be filtered out", message);
            require(!message.isGone(), "Given, though gone", message);
            require(!message.isRunning, "Given twice at once", message);
            require(message.receives == received.get(i).receiveCount(), "Given, though received again since", message);
            require(message.handledReceive < message.receives, "Given twice since it was received", message);
            require(message.hiddenUntil > world.nanos(), "Given, though others may receive it", message);
            message.handledReceive = message.receives;
            message.invocations++;
            if (isFifo) {
                requireNext(message, batch.subList(0, i));
            }
        }
        batch.forEach(message -> message.isRunning = true);
        Invocation begun = new Invocation(batch, world.nanos() + World.TIMEOUT.toNanos(), consumer);
        running.add(begun);
        return begun;
    }

    private void requireNext(ModelMessage message, Collection<ModelMessage> before) {
        for (ModelMessage each : groups.getOrDefault(message.group, List.of())) {
            if (each == message) {
                return;
            }
            require(!each.isRunning, "Two of a group at once: " + message, each);
            require(each.isGone() || !each.passes || before.contains(each), "Given before " + each, message);
        }
    }

    private void endTimedOut() {
        for (Invocation each : List.copyOf(running)) {
            boolean isOver = each.deadline <= world.nanos() || each.consumer.isCut();
            if (isOver) {
                end(each);
            }
        }
    }

    private void end(Invocation invocation) {
        running.remove(invocation);
        invocation.messages.forEach(message -> message.isRunning = false);
    }

    /** Whether its deadline has not come. */
    boolean isRunning(Invocation invocation) {
        endTimedOut();
        return running.contains(invocation);
    }

    /** A handler returned or threw. */
    void ends(Invocation invocation, Collection<ModelMessage> succeeded) {
        end(invocation);
        succeeded.forEach(message -> message.hasSucceeded = true);
    }

    // ---- the end ---------------------------------------------------------------------------------------------------

    void requireAllGone(boolean isCalm) {
        endTimedOut();
        for (ModelMessage each : messages.values()) {
            require(each.isGone(), "Neither deleted nor dead", each);
            boolean isOnce = each.isDead || each.receives == Math.max(1, each.invocations);
            require(!isCalm || isOnce, "Received without being handled", each);
        }
    }
}
