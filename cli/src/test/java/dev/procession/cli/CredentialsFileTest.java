// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.messaging.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsFileTest {

    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("credentials"), text);
    }

    @Test
    void read_userAndPassword_areThese() throws IOException {
        assertThat(CredentialsFile.read(file("user=me\npassword=secret\n"), "worker"))
                .isEqualTo(new Credentials("me", "secret"));
    }

    @Test
    void read_passwordOfEachRole_isThatOfTheRole() throws IOException {
        assertThat(CredentialsFile.read(file("coordinator=a\nworker=b\n"), "worker"))
                .isEqualTo(new Credentials("worker", "b"));
    }

    @Test
    void read_neither_isRefusedWithoutShowingWhatIsThere() throws IOException {
        Path file = file("observer=secret\n");
        assertThatThrownBy(() -> CredentialsFile.read(file, "worker"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(file.toString())
                .hasMessageNotContaining("secret");
    }

    @Test
    void read_noFile_isRefused() {
        assertThatThrownBy(() -> CredentialsFile.read(folder.resolve("none"), "worker"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("none");
    }
}
