package io.faas4j.runtime.context;

import io.faas4j.runtime.concurrency.LoopGuard;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chains of invocations in the trace header of a message, where Lambda has its count of hops too (rules REC-3, XRAY-2, XRAY-4):
 * {@code Root=...;Lineage=ship:3|bill:2}, with the functions' names for Lambda's hashes of them.
 */
public final class Lineage {

    private static final String FIELD = "Lineage=";

    /** More functions in one chain than anybody has. */
    private static final int MOST_FUNCTIONS = 64;

    private Lineage() {}

    /**
     * A header with a chain.
     *
     * @param header what else is in it; a chain that is in it already is replaced; null for nothing
     * @param chain the invocations that led to the message
     * @return {@code header} itself if the chain is empty
     */
    public static @Nullable String header(@Nullable String header, CallChain chain) {
        if (chain.functions().isEmpty()) {
            return header;
        }
        StringBuilder text = new StringBuilder();
        String rest = without(header);
        if (rest != null) {
            text.append(rest).append(';');
        }
        text.append(FIELD);
        String separator = "";
        for (String function : new LinkedHashSet<>(chain.functions())) {
            text.append(separator).append(function).append(':').append(chain.times(function));
            separator = "|";
        }
        return text.toString();
    }

    /**
     * A header without its chain.
     *
     * @param header any; null for none
     * @return null if nothing else is in it
     */
    public static @Nullable String without(@Nullable String header) {
        if (header == null || !header.contains(FIELD)) {
            return header;
        }
        List<String> rest = new ArrayList<>();
        for (String field : header.split(";", -1)) {
            if (!field.startsWith(FIELD)) {
                rest.add(field);
            }
        }
        return rest.isEmpty() ? null : String.join(";", rest);
    }

    /**
     * The chain in a header. What is no chain, or was written by somebody else, is left out.
     *
     * @param header any
     */
    public static CallChain of(String header) {
        if (!header.contains(FIELD)) {
            return CallChain.NONE;
        }
        List<String> functions = new ArrayList<>();
        for (String field : header.split(";", -1)) {
            if (field.startsWith(FIELD)) {
                String[] links = field.substring(FIELD.length()).split("\\|", MOST_FUNCTIONS + 1);
                for (int i = 0; i < Math.min(links.length, MOST_FUNCTIONS); i++) {
                    add(functions, links[i]);
                }
            }
        }
        return functions.isEmpty() ? CallChain.NONE : new CallChain(functions);
    }

    private static void add(List<String> functions, String link) {
        int colon = link.lastIndexOf(':');
        if (colon <= 0) {
            return;
        }
        int times = times(link.substring(colon + 1));
        for (int i = 0; i < times; i++) {
            functions.add(link.substring(0, colon));
        }
    }

    private static int times(String text) {
        try {
            return Math.min(Integer.parseInt(text), LoopGuard.LONGEST_LOOP);
        } catch (NumberFormatException other) {
            return 0;
        }
    }
}
