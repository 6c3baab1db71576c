// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.RandomAccess;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A list that processes share. Each operation takes effect for all before it returns. Iterations see the list as it was when they
 * began; list iterators and sublists look at it each time.
 *
 * <p>Every process that uses the list has all of it in memory.
 */
public final class SharedList<E extends @Nullable Object> extends AbstractList<E>
        implements RandomAccess, Serializable {

    private final transient SharedValues values;

    SharedList(Supplier<Participant> participant, ObjectName name, ValueCodec codec) {
        this.values = new SharedValues(participant, name, codec, 0, new byte[0]);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the user's type, null included, as in any list over a wire
    private E value(byte[] bytes) {
        return (E) values.value(bytes);
    }

    @Override
    public E get(int index) {
        return value(values.get(index));
    }

    @Override
    public int size() {
        return values.size();
    }

    @Override
    public E set(int index, E value) {
        return value(values.set(index, values.bytes(value)));
    }

    @Override
    public boolean add(E value) {
        values.append(values.bytes(value));
        return true;
    }

    @Override
    public void add(int index, E value) {
        values.insert(index, values.bytes(value));
    }

    @Override
    public E remove(int index) {
        return value(values.remove(index));
    }

    @Override
    public void clear() {
        values.clear();
    }

    private List<E> snapshot() {
        List<E> all = new ArrayList<>();
        values.copy().forEach(bytes -> all.add(value(bytes)));
        return all;
    }

    /** {@inheritDoc} Removing through it removes what is at that place then. */
    @Override
    public Iterator<E> iterator() {
        Iterator<E> all = snapshot().iterator();
        return new Iterator<>() {
            private int next;
            private boolean removable;

            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public E next() {
                if (!all.hasNext()) {
                    throw new NoSuchElementException();
                }
                next++;
                removable = true;
                return all.next();
            }

            @Override
            public void remove() {
                if (!removable) {
                    throw new IllegalStateException("there is nothing to remove");
                }
                removable = false;
                SharedList.this.remove(--next);
            }
        };
    }

    @Override
    public void forEach(Consumer<? super E> action) {
        snapshot().forEach(action);
    }

    @Override
    public Spliterator<E> spliterator() {
        return snapshot().spliterator();
    }

    @Override
    public @Nullable Object[] toArray() {
        return snapshot().toArray();
    }

    @Override
    public <T extends @Nullable Object> T[] toArray(T[] array) {
        return snapshot().toArray(array);
    }

    @Override
    public int indexOf(@Nullable Object value) {
        return snapshot().indexOf(value);
    }

    @Override
    public int lastIndexOf(@Nullable Object value) {
        return snapshot().lastIndexOf(value);
    }

    private Object writeReplace() {
        return new SharedReference(values.name(), 0);
    }
}
