package io.faas4j.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Map;

/**
 * Which packages each module has. Those of faas-api, faas-runtime, faas-test-kit and the connectors are named; everything else
 * belongs to faas-invokers.
 *
 * @param root the package above all of them
 */
public record Modules(String root, List<String> apiPackages, List<String> runtimePackages, List<String> kitPackages) {

    /** A new package of faas-api is named here. */
    private static final List<String> API = List.of("function", "invocation", "event", "error", "source");

    private static final List<String> RUNTIME = List.of("runtime");

    private static final List<String> KIT = List.of("testkit");

    /** The package of each connector, and the artifact that it is. */
    private static final Map<String, String> CONNECTORS = Map.of("jdbc", "faas-invokers-jdbc");

    public static Modules of(String root) {
        return new Modules(root, API, RUNTIME, KIT);
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
                .and(DescribedPredicate.not(kit()))
                .as("faas-invokers");
    }

    /** Those of the invokers that are artifacts of their own. */
    DescribedPredicate<JavaClass> connectors() {
        return resideInAnyPackage(patterns(List.copyOf(CONNECTORS.keySet()))).as("connectors");
    }

    DescribedPredicate<JavaClass> kit() {
        return resideInAnyPackage(patterns(kitPackages)).as("faas-test-kit");
    }

    /** The artifact that the class belongs to by its package. */
    String artifactOf(JavaClass type) {
        if (api().test(type)) {
            return "faas-api";
        }
        if (runtime().test(type)) {
            return "faas-runtime";
        }
        return kit().test(type) ? "faas-test-kit" : invokerOf(type);
    }

    private String invokerOf(JavaClass type) {
        return CONNECTORS.entrySet().stream()
                .filter(connector -> resideInAnyPackage(patterns(List.of(connector.getKey())))
                        .test(type))
                .map(Map.Entry::getValue)
                .findAny()
                .orElse("faas-invokers");
    }

    private String[] patterns(List<String> packages) {
        return packages.stream().map(name -> root + "." + name + "..").toArray(String[]::new);
    }
}
