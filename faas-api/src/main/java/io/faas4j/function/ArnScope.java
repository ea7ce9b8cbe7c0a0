package io.faas4j.function;

import io.faas4j.error.ValidationException;
import java.util.regex.Pattern;

/**
 * Where ARNs of one runtime live; configuration without further meaning in process (rule LIB-7).
 *
 * @param partition such as {@code aws}
 * @param region such as {@code local-1}
 * @param account 12 digits
 */
public record ArnScope(String partition, String region, String account) {

    private static final Pattern PARTITION = Pattern.compile("aws[a-zA-Z-]*");
    static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)*-\\d");
    private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");

    /** {@code arn:aws:lambda:local-1:000000000000}, unless configured. */
    public static final ArnScope DEFAULT = new ArnScope("aws", "local-1", "000000000000");

    /**
     * Checks the parts.
     *
     * @throws ValidationException if one does not have its form
     */
    public ArnScope {
        require("partition", partition, PARTITION);
        require("region", region, REGION);
        require("account", account, ACCOUNT);
    }

    static boolean isValid(String partition, String region, String account) {
        return PARTITION.matcher(partition).matches()
                && REGION.matcher(region).matches()
                && ACCOUNT.matcher(account).matches();
    }

    private static void require(String field, String value, Pattern pattern) {
        if (!pattern.matcher(value).matches()) {
            throw ValidationException.of(
                    field, value, "Member must satisfy regular expression pattern: " + pattern.pattern());
        }
    }
}
