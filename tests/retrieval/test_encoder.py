import numpy as np
import pytest

from whythis.retrieval.encoder import TextEncoder


def test_vectors_have_length_one_and_the_same_text_gives_the_same(encoder: TextEncoder) -> None:
    vectors = encoder.encode(["a quiet kettle", "a desk lamp"])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1.0, 1.0], abs=1e-5)
    assert encoder.encode(["a quiet kettle"])[0] == pytest.approx(vectors[0], abs=1e-5)


def test_a_request_is_embedded_once_and_what_is_kept_cannot_be_spoilt(
    encoder: TextEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = encoder.encode(["something for a rainy day"])
    monkeypatch.setattr(encoder, "_model", None)  # whoever embeds again, fails
    again = encoder.encode(["something for a rainy day"])
    assert np.array_equal(first, again)
    again[:] = 0.0
    assert np.array_equal(encoder.encode(["something for a rainy day"]), first)
