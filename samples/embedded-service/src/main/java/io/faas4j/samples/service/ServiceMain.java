package io.faas4j.samples.service;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/** The program: {@code java -jar embedded-service.jar [port] [--demo]}. SIGTERM (or Ctrl-C) ends it in order. */
public final class ServiceMain {

    private static final int PORT = 8080;
    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final Duration STEP = Duration.ofSeconds(2);

    private ServiceMain() {}

    /**
     * Serves until the process is told to end.
     *
     * @param args the port, 8080 if not given; {@code --demo} sends load to the service and moves its canary
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        boolean isDemo = Arrays.asList(args).contains("--demo");
        int port = Arrays.stream(args)
                .filter(arg -> !arg.startsWith("--"))
                .findFirst()
                .map(Integer::valueOf)
                .orElse(PORT);
        EmbeddedService service = new EmbeddedService(port, GRACE);
        Runtime.getRuntime().addShutdownHook(new Thread(service::close, "shutdown"));
        if (isDemo) {
            new Demo(service, STEP, System.out).run();
        }
    }
}
