// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.junit.jupiter.api.Test;

/** User objects as bytes, through the allow-list. */
class ObjectSerializerTest {

    record Mine(String text, List<Integer> numbers) implements Serializable {}

    private final ObjectSerializer serializer = serializer("");

    private static ObjectSerializer serializer(String patterns) {
        return ObjectSerializer.of(ObjectSerializerTest.class.getClassLoader(), TrustedClasses.of(patterns, Set.of()));
    }

    @Test
    void object_ofTheUsersOwnClass_comesBack() {
        Mine object = new Mine("text", new ArrayList<>(List.of(1, 2)));

        assertThat(roundTrip(object)).isEqualTo(object);
    }

    @Test
    void object_ofTheJdk_comesBack() {
        Map<String, long[]> object = Map.of("a", new long[] {1, 2});

        assertThat(roundTrip((Serializable) object)).usingRecursiveComparison().isEqualTo(object);
        assertThat(serializer.toBytes(null, "nothing")).isNull();
        assertThat(serializer.fromBytes(null, "nothing")).isNull();
    }

    private Object roundTrip(Serializable object) {
        return serializer.fromBytes(serializer.toBytes(object, "the object"), "the object");
    }

    @Test
    void object_thatRefersToAnUnserialisableOne_isRefusedByName() {
        List<Object> object = new ArrayList<>(List.of(new Object()));

        assertThatThrownBy(() -> serializer.toBytes(object, "collector data"))
                .isInstanceOf(ObjectSerializationException.class)
                .hasMessageContaining("collector data")
                .hasMessageContaining("java.lang.Object")
                .hasMessageContaining("java.io.Serializable");
    }

    @Test
    void object_ofALibraryClass_isRefusedUntilItIsAllowed() {
        byte[] bytes = serializer.toBytes(new ActiveMQException("text"), "user data");

        assertThatThrownBy(() -> serializer.fromBytes(bytes, "user data"))
                .isInstanceOf(ObjectSerializationException.class)
                .hasMessageContaining(ActiveMQException.class.getName())
                .hasMessageContaining(TrustedClasses.SETTING);
        assertThat(serializer("org.apache.activemq.artemis.api.core.*").fromBytes(bytes, "user data"))
                .isInstanceOf(ActiveMQException.class);
    }

    @Test
    void bytes_damaged_areRefused() {
        assertThatThrownBy(() -> serializer.fromBytes(new byte[] {1, 2, 3}, "the checkpoint"))
                .isInstanceOf(ObjectSerializationException.class)
                .hasMessageContaining("the checkpoint");
    }
}
