// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.artifacts;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Persistent user data of a class of the job's own. */
public record Chunks(int count) implements Serializable {

    static Chunks of(@Nullable Object userData) {
        return userData == null ? new Chunks(0) : (Chunks) userData;
    }

    Chunks more() {
        return new Chunks(count + 1);
    }
}
