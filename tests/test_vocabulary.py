"""Closed vocabularies."""

import copy
import pickle

import pytest

from engross.vocabulary import Vocabulary


class Shape(Vocabulary):
    """Two terms and what is none."""

    ROUND = "round"
    PLAIN = "not round"

    def is_round(self) -> bool:
        return self is Shape.ROUND


def test_terms_are_strings_that_know_their_class() -> None:
    assert isinstance(Shape.ROUND, Shape)
    assert f"{Shape.PLAIN} {Shape.ROUND}" == "not round round"
    assert Shape.ROUND.is_round()
    assert not Shape.PLAIN.is_round()


def test_a_class_lists_its_terms_in_order() -> None:
    assert list(Shape) == ["round", "not round"]


@pytest.mark.parametrize(
    "again", [lambda term: Shape(str(term)), copy.deepcopy, lambda t: pickle.loads(pickle.dumps(t))]
)
def test_there_is_one_of_each_term(again) -> None:
    assert all(again(term) is term for term in Shape)


def test_no_other_string_is_a_term() -> None:
    with pytest.raises(ValueError, match="'square' is no Shape"):
        Shape("square")
