package io.faas4j.function;

/** How a value crosses between caller and handler (rule LIB-5). */
public enum PayloadMode {
    /** Deeply immutable values by reference, all others as JSON and back, so that nothing mutable is shared. The default. */
    AUTO,
    /** By reference whenever the types allow it: caller and handler share the object and are themselves responsible. */
    BY_REFERENCE,
    /** Always as JSON and back, so that what runs here runs on Lambda. */
    SERIALIZED
}
