// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.ObjectSerializationException;
import java.io.Serializable;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A map that processes share. Each operation takes effect for all before it returns; iterations see the map as it was when they began.
 * Keys and values are equal if their serialised forms are. Neither may be null.
 *
 * <p>Every process that uses the map has all of it in memory.
 */
public final class SharedMap<K, V> extends AbstractMap<K, V> implements ConcurrentMap<K, V>, Serializable {

    private final transient Replicated<MapMachine> replicated;
    private final transient ValueCodec codec;

    SharedMap(Supplier<Participant> participant, ObjectName name, ValueCodec codec) {
        this.replicated = new Replicated<>(participant, name, MapMachine.KIND, () -> {});
        this.codec = codec;
    }

    private byte[] bytes(@Nullable Object value) {
        return codec.toBytes(Objects.requireNonNull(value, "a shared map holds no null"), replicated.name());
    }

    private Bytes key(@Nullable Object key) {
        return new Bytes(bytes(key));
    }

    /** What cannot travel is in no map. */
    private @Nullable Bytes wanted(@Nullable Object value) {
        try {
            return key(value);
        } catch (ObjectSerializationException e) {
            return null;
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the user's types, as in any map over a wire
    private <T> @Nullable T value(@Nullable Object bytes) {
        return bytes == null ? null : (T) codec.fromBytes((byte[]) bytes, replicated.name());
    }

    @Override
    public @Nullable V get(@Nullable Object key) {
        Bytes wanted = wanted(key);
        return wanted == null ? null : value(replicated.get().<byte @Nullable []>read(machine -> machine.get(wanted)));
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        Bytes wanted = wanted(key);
        return wanted != null && replicated.get().<Boolean>read(machine -> machine.get(wanted) != null);
    }

    @Override
    public boolean containsValue(@Nullable Object value) {
        Bytes wanted = wanted(value);
        return wanted != null
                && replicated
                        .get()
                        .<Boolean>read(machine ->
                                machine.copy().values().stream().anyMatch(each -> new Bytes(each).equals(wanted)));
    }

    @Override
    public int size() {
        return replicated.get().read(MapMachine::size);
    }

    @Override
    public boolean isEmpty() {
        return size() == 0;
    }

    @Override
    public @Nullable V put(K key, V value) {
        return value(replicated.get().call(MapMachine.put(key(key), bytes(value))));
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        return value(replicated.get().call(MapMachine.putIfAbsent(key(key), bytes(value))));
    }

    @Override
    public @Nullable V replace(K key, V value) {
        return value(replicated.get().call(MapMachine.replace(key(key), bytes(value))));
    }

    @Override
    public boolean replace(K key, V expected, V value) {
        return isTrue(replicated.get().call(MapMachine.replace(key(key), bytes(expected), bytes(value))));
    }

    @Override
    public @Nullable V remove(@Nullable Object key) {
        Bytes wanted = wanted(key);
        return wanted == null ? null : value(replicated.get().call(MapMachine.remove(wanted)));
    }

    @Override
    public boolean remove(@Nullable Object key, @Nullable Object expected) {
        Bytes wanted = wanted(key);
        Bytes value = wanted(expected);
        return wanted != null
                && value != null
                && isTrue(replicated.get().call(MapMachine.remove(wanted, value.array())));
    }

    private static boolean isTrue(@Nullable Object result) {
        return Boolean.TRUE.equals(result);
    }

    @Override
    public void clear() {
        replicated.get().call(MapMachine.clear());
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new Entries();
    }

    private Map<K, V> snapshot() {
        Map<K, V> all = new LinkedHashMap<>();
        replicated.get().read(MapMachine::copy).forEach((key, value) -> {
            K userKey = value(key.array());
            V userValue = value(value);
            all.put(Objects.requireNonNull(userKey), Objects.requireNonNull(userValue));
        });
        return all;
    }

    private final class Entries extends AbstractSet<Map.Entry<K, V>> {
        @Override
        public Iterator<Map.Entry<K, V>> iterator() {
            Iterator<Map.Entry<K, V>> all = snapshot().entrySet().iterator();
            return new Iterator<>() {
                private Map.@Nullable Entry<K, V> current;

                @Override
                public boolean hasNext() {
                    return all.hasNext();
                }

                @Override
                public Map.Entry<K, V> next() {
                    current = new WriteThrough(all.next());
                    return current;
                }

                @Override
                public void remove() {
                    Map.Entry<K, V> last = current;
                    if (last == null) {
                        throw new IllegalStateException("there is nothing to remove");
                    }
                    SharedMap.this.remove(last.getKey());
                    current = null;
                }
            };
        }

        @Override
        public int size() {
            return SharedMap.this.size();
        }

        @Override
        public void clear() {
            SharedMap.this.clear();
        }

        @Override
        public boolean contains(@Nullable Object entry) {
            return entry instanceof Map.Entry<?, ?> wanted
                    && wanted.getKey() != null
                    && wanted.getValue() != null
                    && wanted.getValue().equals(SharedMap.this.get(wanted.getKey()));
        }

        @Override
        public boolean remove(@Nullable Object entry) {
            return entry instanceof Map.Entry<?, ?> wanted
                    && wanted.getKey() != null
                    && wanted.getValue() != null
                    && SharedMap.this.remove(wanted.getKey(), wanted.getValue());
        }
    }

    private final class WriteThrough extends AbstractMap.SimpleEntry<K, V> {
        WriteThrough(Map.Entry<K, V> entry) {
            super(entry);
        }

        @Override
        public V setValue(V value) {
            SharedMap.this.put(getKey(), value);
            return super.setValue(value);
        }
    }

    private Object writeReplace() {
        return new SharedReference(replicated.name(), 0);
    }
}
