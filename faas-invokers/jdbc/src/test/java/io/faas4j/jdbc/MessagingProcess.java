package io.faas4j.jdbc;

import io.faas4j.Faas;
import io.faas4j.queue.MessageQueue;
import io.faas4j.queue.NewMessage;
import io.faas4j.queue.QueueAttributes;
import io.faas4j.queue.ReceiveOptions;
import io.faas4j.source.QueueMessage;
import java.time.Duration;
import java.util.List;

/** Sends to a standard queue and to groups of a FIFO queue, and handles what comes from both, as fast as it can until it is killed. */
final class MessagingProcess {

    static final String STANDARD = "orders";
    static final String FIFO = "orders.fifo";
    static final int GROUPS = 3;

    /** Another process has to wait no longer for what this one has. */
    static final Duration TIMEOUT = Duration.ofSeconds(2);

    private MessagingProcess() {}

    /** What is stored where, and what its messages begin with. */
    public static void main(String[] args) throws Exception {
        Faas faas = Faas.builder().durable(CrashingProcess.store(args[0])).build();
        MessageQueue standard = create(faas, STANDARD, QueueAttributes.NONE);
        MessageQueue fifo = create(faas, FIFO, QueueAttributes.FIFO.contentBasedDeduplication(true));
        Child.say("ready");
        start(() -> send(standard, args[1] + "s"));
        for (int group = 0; group < GROUPS; group++) {
            String name = args[1] + "g" + group;
            start(() -> send(fifo, name));
        }
        for (MessageQueue queue : List.of(standard, standard, fifo, fifo)) {
            start(() -> handle(queue));
        }
        Thread.currentThread().join();
    }

    static MessageQueue create(Faas faas, String name, QueueAttributes attributes) {
        return faas.queues().create(name, attributes.visibilityTimeout(TIMEOUT));
    }

    private interface Endless {
        void run() throws Exception;
    }

    private static void start(Endless endless) {
        Thread thread = new Thread(() -> {
            try {
                endless.run();
            } catch (Exception failure) {
                Child.say("! " + failure);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static void send(MessageQueue queue, String group) {
        for (int i = 0; ; i++) {
            String body = group + ":" + i;
            queue.send(NewMessage.of(body).groupId(group));
            Child.say("sent " + body);
        }
    }

    private static void handle(MessageQueue queue) throws Exception {
        while (true) {
            List<QueueMessage> received = queue.receive(ReceiveOptions.max(10).waitTime(Duration.ofSeconds(5)));
            received.forEach(message -> Child.say("deleting " + message.bodyAsText()));
            List<QueueMessage> left = queue.delete(received);
            received.stream()
                    .filter(message -> !left.contains(message))
                    .forEach(message -> Child.say("deleted " + message.bodyAsText()));
        }
    }
}
