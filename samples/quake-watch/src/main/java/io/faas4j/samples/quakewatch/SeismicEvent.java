package io.faas4j.samples.quakewatch;

import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * One event of the feed: what the function receives. Immutable through and through, so that it crosses to the handler by
 * reference, without a way through JSON.
 *
 * @param id the network's id, such as {@code us1000chhc}
 * @param type {@code earthquake}, {@code explosion}, {@code quarry blast}, ...
 * @param magnitude may be zero or negative; null if nobody measured it
 * @param depthInKm below the surface; slightly negative above sea level; null if unknown
 * @param place for people; null if nobody named it
 * @param time when it began
 */
record SeismicEvent(
        String id,
        String type,
        @Nullable Double magnitude,
        @Nullable Double depthInKm,
        @Nullable String place,
        Instant time) {

    /** By magnitude, those without one last; the earlier first where magnitudes are equal. */
    static final Comparator<SeismicEvent> STRONGEST_FIRST = Comparator.comparing(
                    SeismicEvent::magnitude, Comparator.nullsLast(Comparator.reverseOrder()))
            .thenComparing(SeismicEvent::time);

    boolean isEarthquake() {
        return type.equals("earthquake");
    }

    /** Who measured it: the letters that the id begins with, such as {@code us}. */
    String network() {
        int letters = 0;
        while (letters < id.length() && Character.isLetter(id.charAt(letters))) {
            letters++;
        }
        return letters == 0 ? id : id.substring(0, letters);
    }

    /** What the feed names last: {@code Taiwan} in "22km NNE of Hualian, Taiwan"; empty if nobody named it. */
    String region() {
        return place == null ? "" : place.substring(place.lastIndexOf(',') + 1).strip();
    }
}
