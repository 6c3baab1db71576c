// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * Arguments or results in a row. As long as all of them are numbers of one type they are an array of these, which is copied to and
 * from messages as a whole and leaves the garbage collector nothing to follow; an object is made of one when somebody asks for it.
 *
 * <p>As a list it is like that of {@link Arrays#asList}: of fixed length, but its elements can be set.
 *
 * <p><em>Threads:</em> as an array.
 */
final class Column extends AbstractList<@Nullable Object> implements RandomAccess, Serializable {

    private final int size;

    /** An {@code int[]}, {@code long[]}, {@code double[]} or {@code Object[]}; null while nothing was put. */
    private @Nullable Object array;

    /** A column to be filled. */
    Column(int size) {
        this.size = size;
    }

    private Column(int size, Object array) {
        this.size = size;
        this.array = array;
    }

    static Column of(int... values) {
        return new Column(values.length, values);
    }

    static Column of(long... values) {
        return new Column(values.length, values);
    }

    static Column of(double... values) {
        return new Column(values.length, values);
    }

    static Column of(@Nullable Object[] values) {
        return new Column(values.length, values);
    }

    static Column copyOf(@Nullable Object[] values, int from, int count) {
        Column column = new Column(count);
        for (int i = 0; i < count; i++) {
            column.put(i, values[from + i]);
        }
        return column;
    }

    /** The values themselves, an {@code int[]}, {@code long[]}, {@code double[]} or {@code Object[]}. */
    Object array() {
        Object all = array;
        return all == null ? objects() : all;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public @Nullable Object get(int index) {
        Object all = array;
        if (all instanceof int[] ints) {
            return ints[index];
        } else if (all instanceof long[] longs) {
            return longs[index];
        } else if (all instanceof double[] doubles) {
            return doubles[index];
        }
        return all == null ? objects()[index] : ((Object[]) all)[index];
    }

    @Override
    public @Nullable Object set(int index, @Nullable Object value) {
        Object before = get(index);
        put(index, value);
        return before;
    }

    /** As {@link #set}, without a look at what was there. */
    void put(int index, @Nullable Object value) {
        if (array instanceof int[] ints && value instanceof Integer number) {
            ints[index] = number;
        } else if (array instanceof long[] longs && value instanceof Long number) {
            longs[index] = number;
        } else if (array instanceof double[] doubles && value instanceof Double number) {
            doubles[index] = number;
        } else if (array == null) {
            array = arrayFor(value);
            put(index, value);
        } else {
            objects()[index] = value;
        }
    }

    private Object arrayFor(@Nullable Object value) {
        if (value instanceof Integer) {
            return new int[size];
        } else if (value instanceof Long) {
            return new long[size];
        }
        return value instanceof Double ? new double[size] : new Object[size];
    }

    /** Puts all of another column, from {@code index} on. */
    void putAll(int index, Column others) {
        Object theirs = others.array();
        Object ours = array;
        if (ours == null && size > 0 && others.size > 0) {
            ours = arrayFor(others.get(0));
            array = ours;
        }
        if (ours == null || ours.getClass() != theirs.getClass()) {
            ours = objects();
            theirs = others.toArray();
        }
        System.arraycopy(theirs, 0, ours, index, others.size);
    }

    /** The values as objects from now on. */
    private @Nullable Object[] objects() {
        if (!(array instanceof Object[])) {
            array = array == null ? new Object[size] : toArray();
        }
        return (Object[]) Objects.requireNonNull(array);
    }

    @Override
    public @Nullable Object[] toArray() {
        @Nullable Object[] all = new Object[size];
        for (int i = 0; i < size; i++) {
            all[i] = get(i);
        }
        return all;
    }

    /** Whoever gets it elsewhere has a list of the platform. */
    private Object writeReplace() {
        return Arrays.asList(toArray());
    }
}
