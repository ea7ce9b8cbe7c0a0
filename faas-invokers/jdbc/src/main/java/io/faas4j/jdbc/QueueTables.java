package io.faas4j.jdbc;

/** The tables of queues. */
record QueueTables(QueueTable queues, MessageTable messages, MessageKeyTable keys) {

    static QueueTables of(Database database) {
        return new QueueTables(new QueueTable(database), new MessageTable(database), new MessageKeyTable(database));
    }
}
