package io.faas4j.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A database on which nobody hears what others announce, as through a pooler that lends connections for a transaction; and whose
 * clock goes as a test says.
 */
final class DeafDatabase {

    private DeafDatabase() {}

    static Database of(Database real) {
        return of(real, null);
    }

    /**
     * One with a clock of its own.
     *
     * @param aheadMicros of the clock of the process; null for the database's own clock
     */
    static Database of(Database real, AtomicLong aheadMicros) {
        return (Database) Proxy.newProxyInstance(
                Database.class.getClassLoader(), new Class<?>[] {Database.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("listen")) {
                        return null;
                    }
                    if (method.getName().equals("nowMicros") && aheadMicros != null) {
                        return (Long) arguments[1] + aheadMicros.get();
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
