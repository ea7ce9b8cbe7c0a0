package io.faas4j.mapping.filter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.faas4j.mapping.event.RecordKind;
import io.faas4j.mapping.event.RecordOrigin;
import io.faas4j.source.QueueMessage;
import io.faas4j.source.StreamRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Matches records against patterns: makes a copy of what the patterns name, data decoded (rule FILT-7), and asks the engine.
 * Immutable.
 */
final class RecordMatcher {

    private static final FieldTree NOTHING = new FieldTree();

    private final RecordOrigin origin;
    private final String dataKey;
    private final PatternMachines machines;
    private final FieldTree fields;
    private final boolean takesJson;
    private final boolean takesPlain;

    private RecordMatcher(RecordOrigin origin, List<FilterPattern> patterns) {
        this.origin = origin;
        this.dataKey = dataKey(origin.kind());
        this.machines = new PatternMachines(patterns);
        this.fields = new FieldTree();
        patterns.forEach(pattern -> pattern.addFieldsTo(fields));
        this.takesJson = patterns.stream().anyMatch(pattern -> pattern.form().accepts(DataForm.JSON));
        this.takesPlain = patterns.stream().anyMatch(pattern -> pattern.form().accepts(DataForm.PLAIN));
    }

    static RecordMatcher compile(RecordOrigin origin, List<String> patterns) {
        String key = dataKey(origin.kind());
        boolean allowsPlain = origin.kind() == RecordKind.QUEUE;
        return new RecordMatcher(
                origin,
                patterns.stream()
                        .map(text -> FilterPattern.of(text, key, allowsPlain))
                        .toList());
    }

    /** Rule FILT-7. */
    private static String dataKey(RecordKind kind) {
        return switch (kind) {
            case QUEUE -> "body";
            case STREAM -> "data";
            case CHANGES -> "dynamodb";
        };
    }

    boolean matches(QueueMessage message) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        DataForm form = DataForm.NONE;
        if (fields.has(dataKey)) {
            JsonNode body = data(message.body());
            form = body == null ? DataForm.PLAIN : DataForm.JSON;
            if (!takes(form)) {
                return false;
            }
            if (body == null) {
                copy.put(dataKey, message.bodyAsText());
            } else {
                copy.set(dataKey, body);
            }
        }
        if (fields.hasOtherThan(dataKey)) {
            Metadata.put(copy, fields, origin, message);
        }
        return machines.matches(copy, form);
    }

    boolean matches(String shardId, StreamRecord record) {
        return origin.kind() == RecordKind.CHANGES ? matchesChange(record) : matchesData(shardId, record);
    }

    private boolean matchesData(String shardId, StreamRecord record) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        DataForm form = DataForm.NONE;
        if (fields.has(dataKey)) {
            JsonNode data = data(record.data());
            form = data == null ? DataForm.PLAIN : DataForm.JSON;
            if (!takes(form)) {
                return false;
            }
            if (data != null) {
                copy.set(dataKey, data);
            }
        }
        if (fields.hasOtherThan(dataKey)) {
            Metadata.put(copy, fields, origin, shardId, record);
        }
        return machines.matches(copy, form);
    }

    /** All that a change says of itself is in its JSON, its data and the rest. */
    private boolean matchesChange(StreamRecord record) {
        if (!(DataReader.read(record.data(), fields) instanceof ObjectNode copy)) {
            return false;
        }
        Metadata.put(copy, fields, origin);
        return machines.matches(copy, DataForm.JSON);
    }

    private boolean takes(DataForm form) {
        return form == DataForm.JSON ? takesJson : takesPlain;
    }

    private @Nullable JsonNode data(byte[] bytes) {
        FieldTree wanted = fields.child(dataKey);
        return DataReader.read(bytes, wanted == null ? NOTHING : wanted);
    }
}
