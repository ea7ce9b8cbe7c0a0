package io.faas4j.invocation;

import io.faas4j.error.ValidationException;
import java.util.regex.Pattern;

/** The form of tenant ids (rule TEN-1). */
final class TenantIds {

    private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9._:/=+\\-@ ]{1,256}");

    private TenantIds() {}

    static String require(String value) {
        if (!FORM.matcher(value).matches()) {
            throw ValidationException.of(
                    "tenantId", value, "Member must satisfy regular expression pattern: " + FORM.pattern());
        }
        return value;
    }
}
