package io.faas4j.runtime.context;

/** A handler class could not be loaded or made: reported with the cause's type and Lambda's text (rule CTX-20). */
public final class InitFault extends Exception {

    private static final long serialVersionUID = 1L;

    InitFault(Class<?> type, Throwable cause) {
        super("Error loading class " + type.getName() + ": " + cause.getMessage(), cause);
    }
}
