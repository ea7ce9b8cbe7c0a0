package io.faas4j.function;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ValidationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A function as somebody addresses it: {@code name}, {@code name:qualifier}, {@code function:name[:qualifier]},
 * {@code account:function:name[:qualifier]} or a full ARN (rules ID-1 to ID-11). Immutable; equal if written alike.
 */
public final class FunctionRef {

    static final String PATTERN_TEXT = "(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2,}(-[a-z]+)*-\\d{1}:)?(\\d{12}:)?"
            + "(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?";

    private static final String NAME_AND_QUALIFIER =
            "(?<name>[a-zA-Z0-9\\-_]+)(?::(?<qualifier>\\$LATEST(?:\\.PUBLISHED)?|[a-zA-Z0-9\\-_]+))?";
    private static final Pattern ARN =
            Pattern.compile("arn:(?<partition>[^:]*):lambda:(?<region>[^:]*):(?<account>[^:]*):(?<function>function:)?"
                    + NAME_AND_QUALIFIER);
    private static final Pattern SHORT =
            Pattern.compile("(?:(?:(?<account>\\d{12}):)?function:)?" + NAME_AND_QUALIFIER);

    private static final int MAX_LENGTH = 256;

    private final @Nullable String partition;
    private final @Nullable String region;
    private final @Nullable String account;
    private final String name;
    private final @Nullable Qualifier qualifier;

    private FunctionRef(
            @Nullable String partition,
            @Nullable String region,
            @Nullable String account,
            String name,
            @Nullable Qualifier qualifier) {
        this.partition = partition;
        this.region = region;
        this.account = account;
        this.name = name;
        this.qualifier = qualifier;
    }

    /**
     * Reads a reference.
     *
     * @param functionName any of the forms above, at most 256 characters
     * @throws ValidationException at {@code functionName} if it has none of the forms
     */
    public static FunctionRef parse(String functionName) {
        return parse(functionName, null);
    }

    /**
     * Reads a reference with its qualifier apart.
     *
     * @param functionName any of the forms above
     * @param qualifier a qualifier; may also stand in {@code functionName}, and is then the same
     * @throws ValidationException at {@code qualifier}, {@code functionName} or both (rule ID-11)
     * @throws InvalidParameterValueException if the two qualifiers differ (rule ID-5)
     */
    public static FunctionRef of(String functionName, String qualifier) {
        return parse(functionName, qualifier);
    }

    private static FunctionRef parse(String functionName, @Nullable String qualifier) {
        List<String> violations = new ArrayList<>(2);
        if (qualifier != null) {
            Qualifier.violation(qualifier).ifPresent(violations::add);
        }
        FunctionRef ref = match(functionName, violations);
        if (ref == null || !violations.isEmpty()) {
            throw ValidationException.ofAll(violations);
        }
        if (qualifier == null) {
            return ref;
        }
        if (ref.qualifier != null && !ref.qualifier.text().equals(qualifier)) {
            throw new InvalidParameterValueException(
                    "The derived qualifier from the function name does not match the specified qualifier.");
        }
        return ref.withQualifier(new Qualifier(qualifier));
    }

    private static @Nullable FunctionRef match(String functionName, List<String> violations) {
        if (functionName.length() > MAX_LENGTH) {
            violations.add(ValidationException.violation(
                    "functionName", functionName, "Member must have length less than or equal to " + MAX_LENGTH));
            return null;
        }
        boolean isArn = looksLikeArn(functionName);
        Matcher matcher = (isArn ? ARN : SHORT).matcher(functionName);
        if (!matcher.matches() || (isArn && !isWholeArn(matcher))) {
            violations.add(ValidationException.violation(
                    "functionName", functionName, "Member must satisfy regular expression pattern: " + PATTERN_TEXT));
            return null;
        }
        String written = matcher.group("qualifier");
        Optional<String> violation = written == null ? Optional.empty() : Qualifier.violation(written);
        if (violation.isPresent()) {
            violations.add(violation.get());
            return null;
        }
        return new FunctionRef(
                isArn ? matcher.group("partition") : null,
                isArn ? matcher.group("region") : null,
                matcher.group("account"),
                matcher.group("name"),
                written == null ? null : new Qualifier(written));
    }

    /** One colon alone parts a function called "arn" from its qualifier. */
    private static boolean looksLikeArn(String functionName) {
        return functionName.startsWith("arn:") && functionName.indexOf(':', "arn:".length()) >= 0;
    }

    /** An ARN has all of its parts, and {@code arn:...:function} names a function called "function" (rule ID-10). */
    private static boolean isWholeArn(Matcher arn) {
        boolean isNamed = arn.group("function") != null;
        boolean isCalledFunction = arn.group("name").equals("function") && arn.group("qualifier") == null;
        return ArnScope.isValid(arn.group("partition"), arn.group("region"), arn.group("account"))
                && (isNamed || isCalledFunction);
    }

    /** The function's bare name. */
    public String name() {
        return name;
    }

    /** The qualifier as it was written; empty means {@code $LATEST} (rule ID-6). */
    public Optional<Qualifier> qualifier() {
        return Optional.ofNullable(qualifier);
    }

    /** The region, where an ARN was written. */
    public Optional<String> region() {
        return Optional.ofNullable(region);
    }

    /** The account, where one was written. */
    public Optional<String> account() {
        return Optional.ofNullable(account);
    }

    /** Whether this is a full ARN. */
    public boolean isArn() {
        return partition != null;
    }

    /**
     * The same function with another qualifier.
     *
     * @param other the qualifier
     */
    public FunctionRef withQualifier(Qualifier other) {
        return new FunctionRef(partition, region, account, name, other);
    }

    /** The same function without a qualifier. */
    public FunctionRef withoutQualifier() {
        return qualifier == null ? this : new FunctionRef(partition, region, account, name, null);
    }

    /**
     * The ARN, with the qualifier if there is one.
     *
     * @param scope where the function lives, if this is no ARN itself
     */
    public String arn(ArnScope scope) {
        return "arn:%s:lambda:%s:%s:function:%s%s"
                .formatted(
                        partition == null ? scope.partition() : partition,
                        region == null ? scope.region() : region,
                        account == null ? scope.account() : account,
                        name,
                        qualifier == null ? "" : ":" + qualifier);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FunctionRef that
                && name.equals(that.name)
                && Objects.equals(qualifier, that.qualifier)
                && Objects.equals(account, that.account)
                && Objects.equals(region, that.region)
                && Objects.equals(partition, that.partition);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Objects.hashCode(qualifier);
    }

    /** As it was addressed: the ARN, or the name with its qualifier. Read again, it is equal to this. */
    @Override
    public String toString() {
        String suffix = qualifier == null ? "" : ":" + qualifier;
        if (partition != null) {
            return "arn:%s:lambda:%s:%s:function:%s%s".formatted(partition, region, account, name, suffix);
        }
        if (account != null) {
            return account + ":function:" + name + suffix;
        }
        // Before a colon this name would be read as the beginning of a partial ARN.
        boolean looksLikePartialArn = qualifier != null && name.equals("function");
        return (looksLikePartialArn ? "function:" : "") + name + suffix;
    }
}
