package io.faas4j.testkit.event;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * On a parameter of a test that is a {@link java.util.List}: the events in some files, one after the other. A file that ends in
 * {@code .jsonl} has an event in each line, one that holds a JSON array those in it, and any other is one event.
 *
 * <pre>{@code
 * @Test
 * void a_day_of_orders(@Events("monday.jsonl") List<Order> orders) { ... }
 * }</pre>
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ExtendWith(EventFileExtension.class)
public @interface Events {

    /** Resources, as for {@link EventFile#value}. */
    String[] value();
}
