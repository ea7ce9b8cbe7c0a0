package io.faas4j.samples.benchmarks.durable;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.function.LongConsumer;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.server.JobActivator;
import org.jobrunr.storage.sql.common.SqlStorageProviderFactory;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;
import org.jspecify.annotations.Nullable;

/** The library JobRunr, which looks for jobs as often as it can be told to. */
final class JobRunr implements Contestant {

    private static final int THREADS = 64;
    private static final Duration SHORTEST_POLL = Duration.ofSeconds(5);

    private final HikariDataSource pool;
    private final JobRequestScheduler scheduler;

    JobRunr(Store store, LongConsumer started) {
        pool = (HikariDataSource) store.pool(THREADS);
        Handler handler = new Handler(started);
        scheduler = org.jobrunr.configuration.JobRunr.configure()
                .useJobActivator(new JobActivator() {
                    @Override
                    public <T> @Nullable T activateJob(Class<T> type) {
                        return type.isInstance(handler) ? type.cast(handler) : null;
                    }
                })
                .useJsonMapper(new JacksonJsonMapper())
                .useStorageProvider(SqlStorageProviderFactory.using(pool))
                .useBackgroundJobServer(BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                        .andWorkerCount(THREADS)
                        .andPollInterval(SHORTEST_POLL))
                .initialize()
                .getJobRequestScheduler();
    }

    /**
     * A job.
     *
     * @param text its payload
     */
    public record Request(String text) implements JobRequest {

        @Override
        public Class<Handler> getJobRequestHandler() {
            return Handler.class;
        }
    }

    /** Runs a job. */
    public static final class Handler implements JobRequestHandler<Request> {

        private final LongConsumer started;

        Handler(LongConsumer started) {
            this.started = started;
        }

        @Override
        public void run(Request request) {
            started.accept(Job.id(request.text()));
        }
    }

    @Override
    public void submit(long id) {
        scheduler.enqueue(new Request(Job.text(id)));
    }

    @Override
    public String countOpen() {
        return "select count(*) from jobrunr_jobs where state <> 'SUCCEEDED'";
    }

    @Override
    public void close() {
        org.jobrunr.configuration.JobRunr.destroy();
        pool.close();
    }
}
