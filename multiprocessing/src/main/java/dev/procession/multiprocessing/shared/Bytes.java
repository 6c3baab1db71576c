// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes that are equal if their contents are. */
@SuppressWarnings("ArrayRecordComponent") // never changed
record Bytes(byte[] array) {

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    @Override
    public String toString() {
        return Arrays.toString(array);
    }
}
