package io.faas4j.runtime.time;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** The one class that knows whether this JVM has virtual threads; the code is compiled for Java 17. */
final class VirtualThreads {

    private static final @Nullable MethodHandle IS_VIRTUAL = isVirtualMethod();

    private VirtualThreads() {}

    /** Whether a thread is virtual; on a JVM without virtual threads none is. */
    static boolean isVirtual(Thread thread) {
        try {
            return IS_VIRTUAL != null && (boolean) IS_VIRTUAL.invokeExact(thread);
        } catch (Throwable e) {
            throw new IllegalStateException("Thread.isVirtual failed", e);
        }
    }

    private static @Nullable MethodHandle isVirtualMethod() {
        try {
            MethodType signature = MethodType.methodType(boolean.class);
            return areSupported()
                    ? MethodHandles.publicLookup().findVirtual(Thread.class, "isVirtual", signature)
                    : null;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no Thread.isVirtual on Java " + Runtime.version(), e);
        }
    }

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
