package io.faas4j.runtime.context;

import io.faas4j.function.Context;
import io.faas4j.function.StreamHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A stream handler behind the one interface that the dispatcher calls: bytes in, bytes out.
 *
 * @param handler the user's
 * @param isOwn whether the runtime made it, and closes it
 */
record StreamAdapter(StreamHandler handler, boolean isOwn) implements AdaptedHandler {

    @Override
    public Object handle(Object event, Context context) throws Exception {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        handler.handle(new ByteArrayInputStream((byte[]) event), output, context);
        return output.toByteArray();
    }

    @Override
    public @Nullable Object own() {
        return isOwn ? handler : null;
    }
}
