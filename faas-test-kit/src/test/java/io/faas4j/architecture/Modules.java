package io.faas4j.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;

/**
 * Which packages each module has. Those of faas-api and faas-runtime are named; everything else belongs to an invoker.
 *
 * @param root the package above all of them
 */
public record Modules(String root, List<String> apiPackages, List<String> runtimePackages) {

    /** A new package of faas-api is named here. */
    private static final List<String> API = List.of("function", "invocation", "error");

    private static final List<String> RUNTIME = List.of("runtime");

    public static Modules of(String root) {
        return new Modules(root, API, RUNTIME);
    }

    DescribedPredicate<JavaClass> api() {
        return resideInAnyPackage(patterns(apiPackages)).as("faas-api");
    }

    DescribedPredicate<JavaClass> runtime() {
        return resideInAnyPackage(patterns(runtimePackages)).as("faas-runtime");
    }

    DescribedPredicate<JavaClass> invokers() {
        return resideInAnyPackage(root + "..")
                .and(DescribedPredicate.not(api()))
                .and(DescribedPredicate.not(runtime()))
                .as("faas-invokers");
    }

    /** The artifact that the class belongs to by its package. */
    String artifactOf(JavaClass type) {
        if (api().test(type)) {
            return "faas-api";
        }
        return runtime().test(type) ? "faas-runtime" : "faas-invokers";
    }

    private String[] patterns(List<String> packages) {
        return packages.stream().map(name -> root + "." + name + "..").toArray(String[]::new);
    }
}
