package io.faas4j.samples.benchmarks.durable;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongConsumer;

/** The library db-scheduler as its page on performance sets it up: claims with {@code SKIP LOCKED}, and is woken by what it schedules. */
final class DbScheduler implements Contestant {

    private static final int THREADS = 64;
    private static final TaskDescriptor<String> WORK = TaskDescriptor.of("work", String.class);

    /** As its documentation has it for PostgreSQL. */
    private static final String TABLE = """
            create table scheduled_tasks (
              task_name text not null,
              task_instance text not null,
              task_data bytea,
              execution_time timestamp with time zone not null,
              picked boolean not null,
              picked_by text,
              last_success timestamp with time zone,
              last_failure timestamp with time zone,
              consecutive_failures int,
              last_heartbeat timestamp with time zone,
              version bigint not null,
              priority smallint,
              primary key (task_name, task_instance)
            );
            create index execution_time_idx on scheduled_tasks (execution_time);
            create index last_heartbeat_idx on scheduled_tasks (last_heartbeat)""";

    private final HikariDataSource pool;
    private final Scheduler scheduler;

    DbScheduler(Store store, LongConsumer started) throws SQLException {
        try (Connection connection = store.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(TABLE);
        }
        pool = (HikariDataSource) store.pool(THREADS);
        OneTimeTask<String> task =
                Tasks.oneTime(WORK).execute((instance, context) -> started.accept(Job.id(instance.getData())));
        scheduler = Scheduler.create(pool, task)
                .threads(THREADS)
                .pollUsingLockAndFetch(1, 4)
                .pollingInterval(Duration.ofSeconds(1))
                .enableImmediateExecution()
                .build();
        scheduler.start();
    }

    @Override
    public void submit(long id) {
        scheduler.schedule(WORK.instance(Long.toString(id)).data(Job.text(id)).scheduledTo(Instant.now()));
    }

    @Override
    public String countOpen() {
        return "select count(*) from scheduled_tasks";
    }

    @Override
    public void close() {
        scheduler.stop();
        pool.close();
    }
}
