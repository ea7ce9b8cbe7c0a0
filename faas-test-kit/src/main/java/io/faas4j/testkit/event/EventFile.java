package io.faas4j.testkit.event;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * On a parameter of a test: the event in a file, as a handler of the parameter's type would receive it. JSON becomes any type that
 * Jackson reads, AWS's JSON of a queue or a stream also a {@link io.faas4j.source.QueueBatch} or a
 * {@link io.faas4j.source.StreamBatch}; a {@code byte[]} is the file as it is, and so is a {@code String}, unless the
 * file is a JSON string.
 *
 * <pre>{@code
 * @Test
 * void a_large_order_is_reviewed(@EventFile("large-order.json") Order order) { ... }
 * }</pre>
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ExtendWith(EventFileExtension.class)
public @interface EventFile {

    /** A resource, beside the test class, or from the root of the class path if it begins with a slash. */
    String value();
}
