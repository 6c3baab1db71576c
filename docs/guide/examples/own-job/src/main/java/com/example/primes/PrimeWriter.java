package com.example.primes;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.chunk.AbstractItemWriter;
import jakarta.batch.runtime.context.StepContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes primes to the partition's file. Its checkpoint is the length of the file: whoever continues after a crash first cuts off what
 * was written after the last checkpoint, so that no prime is there twice.
 */
@Named
@Dependent
public class PrimeWriter extends AbstractItemWriter {

    @Inject
    StepContext step;

    @Inject
    @BatchProperty
    String file;

    private RandomAccessFile out;

    @Override
    public void open(Serializable checkpoint) throws IOException {
        out = new RandomAccessFile(file, "rw");
        out.setLength(checkpoint == null ? 0 : (Long) checkpoint);
        out.seek(out.length());
    }

    @Override
    public void writeItems(List<Object> primes) throws IOException {
        StringBuilder lines = new StringBuilder();
        primes.forEach(prime -> lines.append(prime).append('\n'));
        out.write(lines.toString().getBytes(StandardCharsets.US_ASCII));
        step.setTransientUserData(primes.size());
    }

    @Override
    public Serializable checkpointInfo() throws IOException {
        return out.length();
    }

    @Override
    public void close() throws IOException {
        if (out != null) { // null if it could not be opened
            out.close();
        }
    }
}
