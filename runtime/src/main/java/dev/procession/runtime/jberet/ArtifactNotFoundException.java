// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import jakarta.batch.operations.BatchRuntimeException;

/** A Job XML refers to a batch artifact that is not there. */
public final class ArtifactNotFoundException extends BatchRuntimeException {

    ArtifactNotFoundException(String ref, Throwable cause) {
        super(
                "there is no batch artifact '" + ref
                        + "': no CDI bean and no entry in META-INF/batch.xml has this name, and no"
                        + " class on the class path of process "
                        + ProcessHandle.current().pid()
                        + "; check the ref in the Job XML, or bring the jar that has it with --jobs-path",
                cause);
    }
}
