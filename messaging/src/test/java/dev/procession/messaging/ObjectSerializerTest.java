// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ObjectSerializerTest {

    private final ObjectSerializer serializer =
            ObjectSerializer.of(getClass().getClassLoader(), TrustedClasses.of("", Set.of()));

    private enum Kind {
        SMALL {
            @Override
            public String toString() {
                return "small";
            }
        }
    }

    private record Item(String name, List<Instant> times, Kind kind) implements Serializable {}

    private static final class Holder implements Serializable {
        @SuppressWarnings({"serial", "UnusedVariable"})
        private final Object inside;

        Holder(Object inside) {
            this.inside = inside;
        }
    }

    private static final class Unwritable implements Serializable {
        private void writeObject(ObjectOutputStream out) {
            throw new IllegalStateException("not me");
        }
    }

    private static final class Unreadable implements Serializable {
        private void readObject(ObjectInputStream in) throws IOException {
            throw new IllegalStateException("not me");
        }
    }

    private static final class Unloadable implements Serializable {
        private void readObject(ObjectInputStream in) {
            throw new NoClassDefFoundError("elsewhere");
        }
    }

    @Test
    void roundTrip_valuesAndCollections_areEqual() {
        Map<String, Object> map = new HashMap<>();
        map.put("bytes", List.of((byte) 1));
        map.put("class", int.class);
        map.put("item", new Item("a", List.of(Instant.EPOCH), Kind.SMALL));
        map.put("ints", new ArrayList<>(List.of(1, 2)));
        assertThat(roundTrip((Serializable) map)).isEqualTo(map);
        assertThat(roundTrip(new int[][] {{1}, {2, 3}})).isEqualTo(new int[][] {{1}, {2, 3}});
        assertThat(roundTrip(null)).isNull();
    }

    private Serializable roundTrip(Serializable object) {
        return serializer.fromBytes(serializer.toBytes(object, "it"), "it");
    }

    @Test
    void toBytes_notSerialisable_namesTheObjectAndWhatIsInIt() {
        assertThatThrownBy(() -> serializer.toBytes(new Holder(new Object()), "the checkpoint"))
                .isInstanceOf(ObjectSerializationException.class)
                .hasMessageContainingAll("the checkpoint", "Holder", "class java.lang.Object", "java.io.Serializable");
    }

    @Test
    void toBytes_notTrusted_isRefusedBeforeAnyoneHasToReadIt() {
        Object lambda = (Runnable & Serializable) () -> {};
        Object proxy = Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Comparable.class}, (self, method, arguments) -> null);
        assertThatThrownBy(() -> serializer.toBytes(new Holder(proxy), "the data"))
                .isInstanceOf(ObjectSerializationException.class)
                .hasMessageContaining("not trusted");
        assertThatThrownBy(() -> serializer.toBytes(new Holder(lambda), "the data"))
                .isInstanceOf(ObjectSerializationException.class)
                .hasMessageContainingAll(
                        "the data",
                        "java.lang.invoke.SerializedLambda",
                        "not trusted",
                        "procession.serialization.allow");
    }

    @Test
    void toBytes_objectThrows_saysWhat() {
        assertThatThrownBy(() -> serializer.toBytes(new Unwritable(), "the data"))
                .isInstanceOf(ObjectSerializationException.class)
                .hasMessageContainingAll("the data", "Unwritable", "not me");
    }

    @Test
    void fromBytes_objectThrows_saysWhat() {
        byte[] unreadable = serializer.toBytes(new Unreadable(), "the data");
        assertThatThrownBy(() -> serializer.fromBytes(unreadable, "the data"))
                .isInstanceOf(ObjectSerializationException.class)
                .hasMessageContainingAll("the data", "cannot be read", "not me");
        byte[] unloadable = serializer.toBytes(new Unloadable(), "the data");
        assertThatThrownBy(() -> serializer.fromBytes(unloadable, "the data"))
                .isInstanceOf(ObjectSerializationException.class)
                .hasMessageContainingAll("the data", "elsewhere");
    }

    @Test
    void fromBytes_notTrustedHere_namesTheClassAndTheSetting() {
        ObjectSerializer generous = ObjectSerializer.of(
                getClass().getClassLoader(), TrustedClasses.of("java.lang.invoke.SerializedLambda", Set.of()));
        byte[] bytes = generous.toBytes((Runnable & Serializable) () -> {}, "the data");
        assertThatThrownBy(() -> serializer.fromBytes(bytes, "the data"))
                .isInstanceOf(ObjectSerializationException.class)
                .hasMessageContainingAll("java.lang.invoke.SerializedLambda", "procession.serialization.allow");
    }

    @Test
    void fromBytes_classUnknownHere_namesIt() {
        byte[] bytes = serializer.toBytes(new Holder(null), "the data");
        ObjectSerializer elsewhere =
                ObjectSerializer.of(ClassLoader.getPlatformClassLoader(), TrustedClasses.of("", Set.of()));
        assertThatThrownBy(() -> elsewhere.fromBytes(bytes, "the data"))
                .isInstanceOf(ObjectSerializationException.class)
                .hasMessageContainingAll("Holder", "not on the class path");
    }

    @Test
    void fromBytes_damaged_saysSo() {
        assertThatThrownBy(() -> serializer.fromBytes(new byte[] {1, 2, 3}, "the data"))
                .isInstanceOf(ObjectSerializationException.class)
                .hasMessageContaining("the data cannot be read");
    }
}
