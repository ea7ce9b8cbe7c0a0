package io.faas4j.runtime.time;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/** The one class that knows whether this JVM has virtual threads; the code is compiled for Java 17. */
final class VirtualThreads {

    private VirtualThreads() {}

    static boolean areSupported() {
        return Runtime.version().feature() >= 21;
    }

    static WorkerThreads create() {
        try {
            Class<?> builderType = Class.forName("java.lang.Thread$Builder");
            Method ofVirtual = Thread.class.getMethod("ofVirtual");
            Method name = builderType.getMethod("name", String.class);
            Method unstarted = builderType.getMethod("unstarted", Runnable.class);
            return (threadName, body) -> {
                try {
                    Object builder = name.invoke(ofVirtual.invoke(null), threadName);
                    return (Thread) unstarted.invoke(builder, body);
                } catch (IllegalAccessException | InvocationTargetException e) {
                    throw new IllegalStateException("cannot make a virtual thread", e);
                }
            };
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no virtual threads on Java " + Runtime.version(), e);
        }
    }
}
