// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.messaging.ObjectSerializationException;
import dev.procession.messaging.ObjectSerializer;
import dev.procession.messaging.TrustedClasses;
import java.io.IOException;
import java.io.Serializable;
import java.util.Set;
import org.jberet.spi.SerializableDataProvider;
import org.jspecify.annotations.Nullable;

/**
 * How JBeret turns user data, checkpoints and exceptions into bytes and back; found by {@link java.util.ServiceLoader}.
 *
 * <p>JBeret keeps a user's {@code byte[]} as it is, without serialising it, and after a restart takes it for a serialised object. What does
 * not begin as a serialised object is therefore given back as it is.
 */
public final class UserObjects implements SerializableDataProvider {

    // JBeret makes the one instance by itself and gives no way to reach it.
    private static volatile TrustedClasses trusted = TrustedClasses.of("", Set.of());

    /** Sets what this JVM's repository may read. */
    static void trust(TrustedClasses classes) {
        trusted = classes;
    }

    @Override
    public byte @Nullable [] objectToBytes(@Nullable Object object) throws IOException {
        ObjectSerializer serializer = ObjectSerializer.of(UserObjects.class.getClassLoader(), trusted);
        try {
            return serializer.toBytes(object, "a persistent object");
        } catch (ObjectSerializationException e) {
            if (object instanceof Throwable exception) {
                return serializer.toBytes(new UnkeptException(exception), "the text of an exception");
            }
            throw new IOException(e.getMessage(), e); // as JBeret expects
        }
    }

    @Override
    public @Nullable Serializable bytesToObject(byte @Nullable [] bytes, Class<?> type, ClassLoader classLoader) {
        if (bytes == null || !isSerializedObject(bytes)) {
            return bytes;
        }
        return ObjectSerializer.of(classLoader, trusted).fromBytes(bytes, "a persistent object");
    }

    private static boolean isSerializedObject(byte[] bytes) {
        return bytes.length > 4 && bytes[0] == (byte) 0xAC && bytes[1] == (byte) 0xED && bytes[2] == 0 && bytes[3] == 5;
    }
}
