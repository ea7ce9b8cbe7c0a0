package io.faas4j.event;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ValidationException;
import io.faas4j.event.DestinationRef.Kind;
import io.faas4j.function.ArnScope;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Destinations as ARNs (rule ASYNC-12). */
final class DestinationArns {

    private static final Pattern ARN = Pattern.compile("arn:aws[a-zA-Z-]*:(?<service>[a-zA-Z0-9\\-]+):"
            + "(?<region>(?:[a-z]{2,}(?:-[a-z]+)*-\\d)?):(?<account>(?:\\d{12})?):(?<resource>.+)");
    private static final String BUS = "event-bus/";

    /** A service of our own: Lambda knows none that could be anything. */
    private static final String CUSTOM_SERVICE = "faas4j";

    /** No name of a custom destination has a colon. */
    private static final String DEAD_LETTERS = "dead-letters:area";

    private DestinationArns() {}

    static DestinationRef parse(String text) {
        Matcher arn = ARN.matcher(text);
        if (!arn.matches()) {
            throw malformed(text);
        }
        return switch (arn.group("service")) {
            case "lambda" -> DestinationRef.function(text);
            case "sqs" -> DestinationRef.queue(placed(arn));
            case "sns" -> DestinationRef.topic(placed(arn));
            case "events" -> DestinationRef.eventBus(bus(arn));
            case "s3" -> DestinationRef.bucket(arn.group("resource"));
            case CUSTOM_SERVICE -> ours(placed(arn));
            default -> throw new InvalidParameterValueException("The destination ARN " + text + " is invalid.");
        };
    }

    /** The name of what lies in a region and belongs to an account. */
    private static String placed(Matcher arn) {
        if (arn.group("region").isEmpty() || arn.group("account").isEmpty()) {
            throw malformed(arn.group());
        }
        return arn.group("resource");
    }

    private static DestinationRef ours(String resource) {
        return resource.equals(DEAD_LETTERS) ? DestinationRef.deadLetters() : DestinationRef.custom(resource);
    }

    private static String bus(Matcher arn) {
        String resource = placed(arn);
        if (!resource.startsWith(BUS)) {
            throw malformed(arn.group());
        }
        return resource.substring(BUS.length());
    }

    static String print(Kind kind, String name, ArnScope scope) {
        return switch (kind) {
            case FUNCTION -> throw new IllegalArgumentException("a function prints its own ARN: " + name);
            case QUEUE -> placed(scope, "sqs", name);
            case TOPIC -> placed(scope, "sns", name);
            case EVENT_BUS -> placed(scope, "events", BUS + name);
            case BUCKET -> "arn:%s:s3:::%s".formatted(scope.partition(), name);
            case CUSTOM -> placed(scope, CUSTOM_SERVICE, name);
            case DEAD_LETTERS -> placed(scope, CUSTOM_SERVICE, DEAD_LETTERS);
        };
    }

    static ValidationException malformed(String text) {
        return ValidationException.of(
                "destination",
                text,
                "Member must be an ARN, or function:, queue:, topic:, event-bus:, bucket: or custom: and a name, or dead-letters");
    }

    private static String placed(ArnScope scope, String service, String resource) {
        return "arn:%s:%s:%s:%s:%s".formatted(scope.partition(), service, scope.region(), scope.account(), resource);
    }
}
