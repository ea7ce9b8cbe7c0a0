package io.faas4j.jdbc;

/** On PostgreSQL. */
class PostgresOutageTest extends OutageContract {

    private final String schema = TestPostgres.newSchema();

    @Override
    Database database() {
        return new PostgresDatabase(TestPostgres.source(schema), true);
    }
}
