// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import org.jspecify.annotations.Nullable;

/**
 * The transaction of a partition's chunk. Its commit is the broker's commit of the checkpoint.
 *
 * <p><em>Threads:</em> for the partition's thread.
 */
final class PartitionTransaction implements TransactionManager {

    private final PartitionReporter reporter;
    private int status = Status.STATUS_NO_TRANSACTION;

    PartitionTransaction(PartitionReporter reporter) {
        this.reporter = reporter;
    }

    @Override
    public void begin() {
        status = Status.STATUS_ACTIVE;
    }

    @Override
    public void commit() throws RollbackException {
        if (status == Status.STATUS_MARKED_ROLLBACK) {
            rollback();
            throw new RollbackException("the transaction was marked for rollback");
        }
        status = Status.STATUS_NO_TRANSACTION;
        reporter.chunkCommitted();
    }

    @Override
    public void rollback() {
        status = Status.STATUS_NO_TRANSACTION;
        reporter.chunkRolledBack();
    }

    @Override
    public void setRollbackOnly() {
        status = Status.STATUS_MARKED_ROLLBACK;
    }

    @Override
    public int getStatus() {
        return status;
    }

    @Override
    public @Nullable Transaction getTransaction() {
        return null;
    }

    @Override
    public void setTransactionTimeout(int seconds) {
        // Nothing here can time out by itself: the lease on the partition bounds a chunk.
    }

    @Override
    public @Nullable Transaction suspend() {
        return null;
    }

    @Override
    public void resume(@Nullable Transaction transaction) {
        // There is never one to resume.
    }
}
