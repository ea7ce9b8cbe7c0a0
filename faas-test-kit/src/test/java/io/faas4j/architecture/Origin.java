package io.faas4j.architecture;

import com.tngtech.archunit.core.domain.JavaClass;

/** Where a class was read from: the jar or the folder of classes that holds its package. */
record Origin(String location) {

    static Origin of(JavaClass type) {
        String uri = type.getSource().orElseThrow().getUri().toString().replaceFirst("file:/+", "file:/");
        String path = type.getName().replace('.', '/') + ".class";
        return new Origin(uri.substring(0, uri.length() - path.length()));
    }

    /** A jar bears its artifact's name; a folder {@code target/classes} lies in the folder of its module. */
    boolean isOf(String artifact) {
        String folder = artifact.equals("faas-invokers")
                ? "faas-invokers/core"
                : artifact.replace("faas-invokers-", "faas-invokers/");
        return location.matches(".*/" + artifact + "-[0-9][^/]*\\.jar!/")
                || location.endsWith("/" + folder + "/target/classes/");
    }
}
