package io.faas4j.mapping.filter;

import com.fasterxml.jackson.databind.node.DecimalNode;
import java.math.BigDecimal;

/**
 * A number as it is written. The engine asks for nothing but the text: it compares by value what a double can hold, and all else by
 * the text.
 */
final class NumberText extends DecimalNode {

    private static final long serialVersionUID = 1L;

    private final String text;

    NumberText(String text) {
        super(BigDecimal.ZERO);
        this.text = text;
    }

    @Override
    public String asText() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NumberText that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
