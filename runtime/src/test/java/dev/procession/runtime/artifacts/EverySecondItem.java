// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.artifacts;

import jakarta.batch.api.chunk.AbstractCheckpointAlgorithm;

/** A checkpoint after every second item. */
public class EverySecondItem extends AbstractCheckpointAlgorithm {

    private int items;

    @Override
    public void beginCheckpoint() {
        items = 0;
    }

    @Override
    public boolean isReadyToCheckpoint() {
        return ++items == 2;
    }
}
