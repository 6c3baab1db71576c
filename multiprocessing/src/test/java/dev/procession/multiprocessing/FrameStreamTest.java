// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.messaging.UnreadableMessageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameStreamTest {

    private final FrameStream stream = new FrameStream();
    private final List<Frame> frames = new ArrayList<>();

    private void add(byte[] piece) {
        stream.add(piece, (bytes, from, to) -> frames.add(Frame.decode(bytes, from, to)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 5, 17, 100, 100_000})
    void frames_cutAnywhere_arePutTogether(int pieceBytes) {
        List<Frame> sent = new ArrayList<>();
        ByteSink all = new ByteSink(16);
        for (long i = 0; i < 300; i++) {
            Frame next = i % 3 == 0 ? new Frame.Recall() : new Frame.Running(i);
            sent.add(next);
            all.bytes(next.encode());
        }
        byte[] bytes = all.toBytes();
        for (int at = 0; at < bytes.length; at += pieceBytes) {
            add(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + pieceBytes)));
        }
        assertThat(frames).isEqualTo(sent);
    }

    @Test
    void frame_largerThanManyPieces_isTheSame() {
        byte[] printed = new byte[1_000_000];
        Arrays.fill(printed, (byte) 'x');
        ByteSink all = new ByteSink(16);
        all.bytes(new Frame.Output(true, printed).encode());
        all.bytes(new Frame.Kill().encode());
        byte[] bytes = all.toBytes();
        for (int at = 0; at < bytes.length; at += PlaceQueues.MAX_BODY_BYTES) {
            add(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + PlaceQueues.MAX_BODY_BYTES)));
        }
        assertThat(frames).hasSize(2);
        assertThat(frames.get(0)).isInstanceOfSatisfying(Frame.Output.class, output -> {
            assertThat(output.error()).isTrue();
            assertThat(output.bytes()).isEqualTo(printed);
        });
        assertThat(frames.get(1)).isEqualTo(new Frame.Kill());
    }

    @Test
    void length_thatNoFrameHas_isRefused() {
        assertThatThrownBy(() -> add(new byte[] {-1, -1, -1, -1, 0}))
                .isInstanceOf(UnreadableMessageException.class)
                .hasMessageContaining("-1 bytes");
    }
}
