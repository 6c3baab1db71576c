// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.artifacts;

import jakarta.batch.api.chunk.listener.ChunkListener;
import jakarta.batch.api.chunk.listener.ItemProcessListener;
import jakarta.batch.api.chunk.listener.ItemReadListener;
import jakarta.batch.api.chunk.listener.ItemWriteListener;
import jakarta.batch.api.chunk.listener.RetryProcessListener;
import jakarta.batch.api.chunk.listener.SkipProcessListener;
import jakarta.batch.api.chunk.listener.SkipReadListener;
import jakarta.batch.api.listener.StepListener;
import jakarta.batch.runtime.context.JobContext;
import jakarta.inject.Inject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every listener that a step can have, in one. */
public class TracingListener
        implements StepListener,
                ChunkListener,
                ItemReadListener,
                ItemProcessListener,
                ItemWriteListener,
                SkipReadListener,
                SkipProcessListener,
                RetryProcessListener {

    @Inject
    private JobContext job;

    @Override
    public void beforeStep() throws Exception {
        heard("beforeStep");
    }

    @Override
    public void afterStep() throws Exception {
        heard("afterStep");
    }

    @Override
    public void beforeChunk() throws Exception {
        heard("beforeChunk");
    }

    @Override
    public void afterChunk() throws Exception {
        heard("afterChunk");
    }

    @Override
    public void onError(Exception e) throws Exception {
        heard("onError " + e.getMessage());
    }

    @Override
    public void beforeRead() {
        // said often enough by afterRead
    }

    @Override
    public void afterRead(@Nullable Object item) throws Exception {
        heard("afterRead " + item);
    }

    @Override
    public void onReadError(Exception e) throws Exception {
        heard("onReadError " + e.getMessage());
    }

    @Override
    public void beforeProcess(Object item) {
        // said often enough by afterProcess
    }

    @Override
    public void afterProcess(Object item, @Nullable Object result) throws Exception {
        heard("afterProcess " + item);
    }

    @Override
    public void onProcessError(Object item, Exception e) throws Exception {
        heard("onProcessError " + item);
    }

    @Override
    public void beforeWrite(List<Object> items) {
        // said often enough by afterWrite
    }

    @Override
    public void afterWrite(List<Object> items) throws Exception {
        heard("afterWrite " + items);
    }

    @Override
    public void onWriteError(List<Object> items, Exception e) throws Exception {
        heard("onWriteError " + items);
    }

    @Override
    public void onSkipReadItem(Exception e) throws Exception {
        heard("onSkipReadItem " + e.getMessage());
    }

    @Override
    public void onSkipProcessItem(Object item, Exception e) throws Exception {
        heard("onSkipProcessItem " + item);
    }

    @Override
    public void onRetryProcessException(Object item, Exception e) throws Exception {
        heard("onRetryProcessException " + item);
    }

    private void heard(String what) throws Exception {
        Trace.add(job, "heard " + what);
        Fault.at(job, what);
    }
}
