// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

/** The message properties of Procession; the only place that spells them. All are legal selector identifiers. */
public final class Headers {

    /** String: which record the body holds. */
    public static final String KIND = "procession_kind";

    /** How long a task may go on without a commit before it is asked to end, as in {@link java.time.Duration#parse}. */
    public static final String SOFT_LIMIT = "procession_soft_limit";

    /** How long a task may go on without a commit before its process is ended. */
    public static final String HARD_LIMIT = "procession_hard_limit";

    /** How long a task that was told to stop may go on before its process is ended. */
    public static final String STOP_GRACE = "procession_stop_grace";

    /** Int: the major version of the body's layout. */
    public static final String VERSION = "procession_version";

    /** String: {@link StepKey#text()} of the step execution that the message belongs to. */
    public static final String STEP = "procession_step";

    /** String: {@link PartitionKey#text()} of the partition whose end a message tells. */
    public static final String ENDED_PARTITION = "procession_ended_partition";

    /** String: id of the job repository whose coordinator the message is for. */
    public static final String REPOSITORY = "procession_repository";

    /** String {@code true}: the task wants a JVM that is started for it and ends with it. */
    public static final String OWN_PROCESS = "procession_own_process";

    /** String: the queue that a reply to this message goes to. */
    public static final String REPLY_TO = "procession_reply_to";

    /** String: a call of a service, among all calls. */
    public static final String CALL = "procession_call";

    /** String: the process to which a will belongs, or that calls a service. */
    public static final String CLIENT = "procession_client";

    private Headers() {}

    /** A selector that admits messages for the coordinator of one job repository. */
    public static String ofRepository(String repository) {
        return REPOSITORY + " = '" + repository + "'";
    }

    /** A selector that admits messages of one step execution. */
    public static String ofStep(StepKey step) {
        return STEP + " = '" + step.text() + "'";
    }
}
