package io.faas4j.rules;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The rules that a test shows, each ID spelled out: {@code @Rule("ALIAS-5")}, {@code @Rule({"ALIAS-5", "ALIAS-7"})},
 * {@code @Rule("MET(Invocations)")}.
 *
 * <p>On a class it speaks for all of the class's tests. The IDs are listed in {@code lambda-rules.txt} and {@code event-rules.txt}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Rule {

    String[] value();
}
