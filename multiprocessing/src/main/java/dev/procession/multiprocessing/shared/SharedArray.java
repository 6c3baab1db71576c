// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** So many values that processes share; null at first. Each operation takes effect for all before it returns. */
public final class SharedArray<E extends @Nullable Object> implements Serializable {

    private final transient SharedValues values;
    private final transient int length;

    SharedArray(Supplier<Participant> participant, ObjectName name, ValueCodec codec, int length) {
        this.values = new SharedValues(participant, name, codec, length, codec.toBytes(null, name));
        this.length = length;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the user's type, null included, as in any array over a wire
    private E value(byte[] bytes) {
        return (E) values.value(bytes);
    }

    /** How many values it has. */
    public int length() {
        return values.size();
    }

    /**
     * The value at this index.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public E get(int index) {
        return value(values.get(index));
    }

    /** Replaces the value at this index, and returns the one before; otherwise as {@link #get}. */
    public E set(int index, E value) {
        return value(values.set(index, values.bytes(value)));
    }

    /** Replaces the value at this index by what {@code change} makes of it, which is called again if another process was faster. */
    public E update(int index, UnaryOperator<E> change) {
        while (true) {
            byte[] before = values.get(index);
            E next = change.apply(value(before));
            if (values.replace(index, before, values.bytes(next))) {
                return next;
            }
        }
    }

    /** All values as of now. */
    public List<E> toList() {
        List<E> all = new ArrayList<>();
        values.copy().forEach(bytes -> all.add(value(bytes)));
        return all;
    }

    private Object writeReplace() {
        return new SharedReference(values.name(), length);
    }

    @Override
    public String toString() {
        return values.name().toString();
    }
}
