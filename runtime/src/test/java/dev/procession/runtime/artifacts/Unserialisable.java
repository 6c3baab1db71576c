// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.artifacts;

import java.io.Serializable;

/** Serialisable, as far as one can see. */
final class Unserialisable implements Serializable {

    @SuppressWarnings({"unused", "serial"})
    private final Object inside = new Object();
}
