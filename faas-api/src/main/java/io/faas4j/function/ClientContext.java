package io.faas4j.function;

import java.util.Map;

/**
 * What a client says of itself beside the event: at most 3,583 bytes of base64 JSON (rule SYNC-9).
 *
 * @param client facts of the client application, such as {@code installation_id}
 * @param custom the client's own values
 * @param env facts of the client's environment
 */
public record ClientContext(Map<String, String> client, Map<String, String> custom, Map<String, String> env) {

    /** Copies the maps; no key or value is null. */
    public ClientContext {
        client = Map.copyOf(client);
        custom = Map.copyOf(custom);
        env = Map.copyOf(env);
    }

    /**
     * A client context with the client's own values alone.
     *
     * @param custom the values
     */
    public static ClientContext custom(Map<String, String> custom) {
        return new ClientContext(Map.of(), custom, Map.of());
    }
}
