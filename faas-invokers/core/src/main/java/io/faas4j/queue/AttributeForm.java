package io.faas4j.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/** How an attribute is written as text, and which values it may have. */
interface AttributeForm {

    /** In the place of a policy: that there is none, or none any more (rule QUEUE-77). */
    String NOTHING = "";

    AttributeForm FLAG = new AttributeForm() {
        @Override
        public Object parse(QueueAttribute attribute, String text) {
            if (!text.equals("true") && !text.equals("false")) {
                throw Refusals.attributeValue(attribute, "must be true or false, was '%s'".formatted(text));
            }
            return Boolean.valueOf(text);
        }
    };

    AttributeForm REDRIVE_POLICY = new AttributeForm() {
        @Override
        public Object parse(QueueAttribute attribute, String text) {
            return text.isEmpty() ? NOTHING : redrivePolicy(text);
        }

        @Override
        public String print(Object value) {
            return value instanceof RedrivePolicy policy ? text(policy) : NOTHING;
        }
    };

    AttributeForm REDRIVE_ALLOW_POLICY = new AttributeForm() {
        @Override
        public Object parse(QueueAttribute attribute, String text) {
            return text.isEmpty() ? NOTHING : redriveAllowPolicy(text);
        }

        @Override
        public String print(Object value) {
            return value instanceof RedriveAllowPolicy policy ? text(policy) : NOTHING;
        }
    };

    /** Reads a text. */
    Object parse(QueueAttribute attribute, String text);

    /** Checks a value. */
    default void check(QueueAttribute attribute, Object value) {}

    /** The text of a value. */
    default String print(Object value) {
        return value.toString();
    }

    /** Whole seconds as SQS has them; of other durations, which SQS does not have, the ISO form. */
    static AttributeForm seconds(long least, long most) {
        return new AttributeForm() {
            @Override
            public Object parse(QueueAttribute attribute, String text) {
                return text.startsWith("PT") ? iso(attribute, text) : Duration.ofSeconds(wholeNumber(attribute, text));
            }

            @Override
            public void check(QueueAttribute attribute, Object value) {
                Duration duration = (Duration) value;
                if (duration.compareTo(Duration.ofSeconds(least)) < 0
                        || duration.compareTo(Duration.ofSeconds(most)) > 0) {
                    throw Refusals.attributeValue(
                            attribute,
                            "must be between %d and %d seconds, was %s"
                                    .formatted(least, most, Refusals.shown(duration)));
                }
            }

            @Override
            public String print(Object value) {
                return Refusals.shown((Duration) value).toString();
            }
        };
    }

    static AttributeForm number(int least, int most) {
        return new AttributeForm() {
            @Override
            public Object parse(QueueAttribute attribute, String text) {
                return (int) Math.min(Integer.MAX_VALUE, wholeNumber(attribute, text));
            }

            @Override
            public void check(QueueAttribute attribute, Object value) {
                int number = (int) value;
                if (number < least || number > most) {
                    throw Refusals.attributeValue(
                            attribute, "must be between %d and %d, was %d".formatted(least, most, number));
                }
            }
        };
    }

    static AttributeForm oneOf(List<?> known) {
        return new AttributeForm() {
            @Override
            public Object parse(QueueAttribute attribute, String text) {
                return known.stream()
                        .filter(value -> value.toString().equals(text))
                        .<Object>map(value -> value)
                        .findFirst()
                        .orElseThrow(() -> Refusals.attributeValue(
                                attribute, "must be one of %s, was '%s'".formatted(known, text)));
            }
        };
    }

    private static Duration iso(QueueAttribute attribute, String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException noDuration) {
            throw Refusals.attributeValue(attribute, "must be a number of seconds, was '%s'".formatted(text));
        }
    }

    private static long wholeNumber(QueueAttribute attribute, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException noNumber) {
            throw Refusals.attributeValue(attribute, "must be a whole number, was '%s'".formatted(text));
        }
    }

    // ---- policies as JSON ------------------------------------------------------------------------------------------

    private static RedrivePolicy redrivePolicy(String text) {
        JsonNode json = object("RedrivePolicy", text);
        JsonNode target = json.get("deadLetterTargetArn");
        JsonNode count = json.get("maxReceiveCount");
        if (target == null || count == null) {
            throw Refusals.invalid(
                    "RedrivePolicy", text, "Redrive policy must contain deadLetterTargetArn and maxReceiveCount.");
        }
        try {
            return new RedrivePolicy(target.asText(), Integer.parseInt(count.asText()));
        } catch (NumberFormatException noNumber) {
            throw Refusals.invalid("RedrivePolicy", text, "maxReceiveCount must be a whole number.");
        }
    }

    private static String text(RedrivePolicy policy) {
        return new ObjectMapper()
                .createObjectNode()
                .put("deadLetterTargetArn", policy.deadLetterTargetArn())
                .put("maxReceiveCount", policy.maxReceiveCount())
                .toString();
    }

    private static RedriveAllowPolicy redriveAllowPolicy(String text) {
        JsonNode json = object("RedriveAllowPolicy", text);
        List<String> sources = new ArrayList<>();
        json.path("sourceQueueArns").forEach(source -> sources.add(source.asText()));
        for (RedriveAllowPolicy.Permission permission : RedriveAllowPolicy.Permission.values()) {
            if (permission.toString().equals(json.path("redrivePermission").asText())) {
                return new RedriveAllowPolicy(permission, sources);
            }
        }
        throw Refusals.invalid("RedriveAllowPolicy", text, "redrivePermission must be allowAll, denyAll or byQueue.");
    }

    private static String text(RedriveAllowPolicy policy) {
        ObjectNode json = new ObjectMapper()
                .createObjectNode()
                .put("redrivePermission", policy.redrivePermission().toString());
        if (!policy.sourceQueueArns().isEmpty()) {
            policy.sourceQueueArns().forEach(json.withArray("sourceQueueArns")::add);
        }
        return json.toString();
    }

    private static JsonNode object(String parameter, String text) {
        try {
            JsonNode json = new ObjectMapper().readTree(text);
            if (json != null && json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException noJson) {
            throw Refusals.invalid(parameter, text, "It must be a JSON object.");
        }
        throw Refusals.invalid(parameter, text, "It must be a JSON object.");
    }
}
