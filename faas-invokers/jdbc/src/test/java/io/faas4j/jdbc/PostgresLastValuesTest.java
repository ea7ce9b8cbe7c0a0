package io.faas4j.jdbc;

/** On PostgreSQL. */
class PostgresLastValuesTest extends LastValuesContract {

    private final String schema = TestPostgres.newSchema();

    @Override
    Database database() {
        return new PostgresDatabase(TestPostgres.source(schema), true);
    }
}
