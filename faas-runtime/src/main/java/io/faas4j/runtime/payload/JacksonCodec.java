package io.faas4j.runtime.payload;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** JSON by Jackson 2. The mapper it is given is read and never changed. */
public final class JacksonCodec implements PayloadCodec {

    private final ObjectMapper mapper;

    /**
     * A codec over the user's own mapper.
     *
     * @param mapper configured as the user wants it; what it says of dates and unknown properties holds
     */
    public JacksonCodec(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    static JacksonCodec withDefaults() {
        return new JacksonCodec(JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .addModule(new Jdk8Module())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build());
    }

    @Override
    public Binding bind(Type type) {
        ObjectReader reader = mapper.readerFor(mapper.getTypeFactory().constructType(type))
                .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        // A class is written as what the value is; type arguments are known only from the declaration.
        ObjectWriter writer = type instanceof Class<?>
                ? mapper.writer()
                : mapper.writerFor(mapper.getTypeFactory().constructType(type));
        return new JacksonBinding(reader, writer);
    }

    @Override
    public void check(byte[] json) throws PayloadException {
        try (JsonParser parser = mapper.getFactory().createParser(json)) {
            int depth = 0;
            JsonToken token = parser.nextToken();
            if (token == null) {
                throw new PayloadException(true, "No content but white space", null);
            }
            while (token != null) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                token = parser.nextToken();
                if (depth == 0 && token != null) {
                    throw new PayloadException(true, "Trailing content after the first value: " + token, null);
                }
            }
        } catch (IOException e) {
            throw new PayloadException(true, e.getMessage(), e);
        }
    }

    private final class JacksonBinding implements Binding {

        private final ObjectReader reader;
        private final ObjectWriter writer;

        JacksonBinding(ObjectReader reader, ObjectWriter writer) {
            this.reader = reader;
            this.writer = writer;
        }

        @Override
        public byte[] encode(@Nullable Object value) throws PayloadException {
            try {
                return writer.writeValueAsBytes(value);
            } catch (IOException | RuntimeException e) {
                throw new PayloadException(false, e.getMessage(), e);
            }
        }

        @Override
        public @Nullable Object decode(byte[] json) throws PayloadException {
            if (json.length == 0) {
                return null;
            }
            try {
                return reader.readValue(json);
            } catch (IOException | RuntimeException e) {
                // Whether the text or only its content is wrong does not show in the kind of error: parse it alone.
                check(json);
                throw new PayloadException(false, e.getMessage(), e);
            }
        }
    }
}
