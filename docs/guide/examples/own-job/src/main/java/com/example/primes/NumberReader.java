package com.example.primes;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.chunk.AbstractItemReader;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;

/** Reads the numbers of one range. Runs in a worker, as do the filter, the writer and the collector. */
@Named
@Dependent
public class NumberReader extends AbstractItemReader {

    @Inject
    @BatchProperty
    long start;

    @Inject
    @BatchProperty
    long end;

    private long next;

    @Override
    public void open(Serializable checkpoint) {
        next = checkpoint == null ? start : (Long) checkpoint;
    }

    @Override
    public Long readItem() {
        return next < end ? Long.valueOf(next++) : null;
    }

    @Override
    public Serializable checkpointInfo() {
        return next;
    }
}
