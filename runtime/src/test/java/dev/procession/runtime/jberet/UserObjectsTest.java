// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.messaging.RemoteFailure;
import jakarta.transaction.RollbackException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.slf4j.MarkerFactory;

class UserObjectsTest {

    private final UserObjects objects = new UserObjects();

    private Serializable roundTrip(Object object) throws IOException {
        return objects.bytesToObject(
                objects.objectToBytes(object), object.getClass(), getClass().getClassLoader());
    }

    private static String printed(Throwable exception) {
        StringWriter text = new StringWriter();
        exception.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void bytesToObject_bytesOfTheUser_areGivenBackAsTheyAre() {
        byte[] bytes = {1, 2, 3, 4, 5, 6};
        assertThat(objects.bytesToObject(bytes, byte[].class, getClass().getClassLoader()))
                .isEqualTo(bytes);
    }

    @Test
    void objectToBytes_trustedException_isKept() throws IOException {
        IOException exception = new IOException("no disk", new IllegalStateException("spun down"));
        assertThat(roundTrip(exception)).isInstanceOfSatisfying(IOException.class, read -> {
            assertThat(read).hasMessage("no disk").hasCauseInstanceOf(IllegalStateException.class);
            assertThat(printed(read)).isEqualTo(printed(exception));
        });
    }

    @Test
    void objectToBytes_untrustedException_printsAsItDid() throws IOException {
        Exception exception = new RollbackException("no more");
        exception.initCause(new IOException("no disk"));
        Throwable read = (Throwable) roundTrip(exception);
        assertThat(read)
                .isInstanceOf(UnkeptException.class)
                .hasMessage("no more")
                .hasToString(exception.toString());
        assertThat(printed(read)).isEqualTo(printed(exception));
        assertThat(UnkeptException.textOf(read)).isEqualTo(RemoteFailure.of(exception));
        assertThat(roundTrip(read)).hasToString(exception.toString());
    }

    @Test
    void objectToBytes_untrustedObject_namesClassAndSetting() {
        assertThatThrownBy(() -> objects.objectToBytes(MarkerFactory.getDetachedMarker("m")))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("org.slf4j.helpers.BasicMarker", "procession.serialization.allow");
    }
}
