"""Reads schemas in compact syntax into the nodes that schemas in XML syntax become."""

from __future__ import annotations

from typing import NoReturn
from xml.sax.saxutils import escape, quoteattr

from engross.relaxng.compact_tokens import END, LITERAL, NAME, PREFIX, PREFIXED, QUOTED, SYMBOL, Token, tokens
from engross.relaxng.errors import SchemaError
from engross.relaxng.names import XML
from engross.relaxng.reading import MAX_DEPTH, MAX_NODES, RNG, Node

_XSD = "http://www.w3.org/2001/XMLSchema-datatypes"
_XMLNS = "http://www.w3.org/2000/xmlns"
_KEYWORDS = frozenset(
    (
        *("attribute", "default", "datatypes", "div", "element", "empty", "external", "grammar", "include", "inherit"),
        *("list", "mixed", "namespace", "notAllowed", "parent", "start", "string", "text", "token"),
    )
)
_ASSIGN = {"=": "", "|=": "choice", "&=": "interleave"}
_JOIN = {"|": "choice", "&": "interleave", ",": "group"}
_REPEAT = {"?": "optional", "*": "zeroOrMore", "+": "oneOrMore"}


def read_compact(data: bytes, file: str, uri: str, ns: str = "", files: tuple[str, ...] = ()) -> Node:
    """The root of the schema `data`; the other values are those of `reading.read_schema`. Raises `SchemaError`."""
    reader = _Reader(tokens(data, file), file, uri, ns, files)
    try:
        return reader.run()
    except RecursionError:
        raise SchemaError("The schema is nested too deeply.", file, 1, 1) from None


def to_xml(data: bytes, file: str) -> bytes:
    """The annotations of the schema `data`, such as Schematron, and what it includes, in XML; the patterns are left
    out. Raises `SchemaError`."""
    reader = _Reader(tokens(data, file), file, "", "", ())
    try:
        reader.run()
    except RecursionError:
        raise SchemaError("The schema is nested too deeply.", file, 1, 1) from None
    declared = "".join(
        f" xmlns:{prefix}={quoteattr(uri)}"
        for prefix, uri in reader.prefixes.items()
        if prefix not in ("", "xml") and uri
    )
    return f'<grammar xmlns="{RNG}"{declared}>{"".join(reader.annotations)}</grammar>'.encode()


class _Reader:
    """A recursive descent along the grammar of section 2. `annotations` are those elements that annotate, and
    references to other files, as XML."""

    def __init__(self, found: list[Token], file: str, uri: str, ns: str, files: tuple[str, ...]) -> None:
        self._tokens = found
        self._at = 0
        self._file = file
        self._uri = uri
        self._files = files
        self._inherited = ns
        self.prefixes = {"xml": XML, "": ns}
        self._libraries = {"xsd": _XSD}
        self.annotations: list[str] = []
        self._count = 0
        self._depth = 0

    # --- tokens ------------------------------------------------------------------------------------------

    @property
    def _token(self) -> Token:
        return self._tokens[self._at]

    def _next(self) -> Token:
        token = self._tokens[self._at]
        self._at += token.kind != END
        return token

    def _fail(self, message: str, token: Token | None = None) -> NoReturn:
        place = token or self._token
        raise SchemaError(f"The compact syntax can't be read: {message}", self._file, place.line, place.column)

    def _unexpected(self, wanted: str) -> NoReturn:
        token = self._token
        self._fail(f"{wanted} is expected, not {f'“{token.text}”' if token.kind != END else 'the end of the schema'}.")

    def _is(self, symbol: str) -> bool:
        return self._token.kind == SYMBOL and self._token.text == symbol

    def _is_word(self, *words: str) -> bool:
        return self._token.kind == NAME and self._token.text in words

    def _take(self, symbol: str) -> bool:
        found = self._is(symbol)
        self._at += found
        return found

    def _need(self, symbol: str) -> None:
        if not self._take(symbol):
            self._unexpected(f"“{symbol}”")

    def _literal(self) -> str:
        if self._token.kind != LITERAL:
            self._unexpected("a string in quotes")
        parts = [self._next().text]
        while self._take("~"):
            if self._token.kind != LITERAL:
                self._unexpected("a string in quotes")
            parts.append(self._next().text)
        return "".join(parts)

    def _any_word(self) -> str:
        """A name without a prefix, keywords among them."""
        if self._token.kind not in (NAME, QUOTED):
            self._unexpected("a name")
        return self._next().text

    def _identifier(self) -> str:
        if self._token.kind == NAME and self._token.text in _KEYWORDS:
            self._fail(f"“{self._token.text}” is a keyword; as a name it must be written “\\{self._token.text}”.")
        return self._any_word()

    def _node(self, name: str, token: Token, *children: Node, ns: str | None = None) -> Node:
        self._count += 1
        if self._count > MAX_NODES or self._depth > MAX_DEPTH:
            self._fail("the schema is nested too deeply or is too large.")
        node = Node(name, {}, self._file, token.line, token.column)
        node.prefixes, node.files, node.uri = self.prefixes, self._files, self._uri
        node.ns = self.prefixes[""] if ns is None else ns
        node.children += children
        return node

    def _namespace(self, prefix: str, token: Token) -> str:
        if prefix not in self.prefixes:
            self._fail(f"the prefix “{prefix}” is not declared.", token)
        return self.prefixes[prefix]

    # --- the whole ---------------------------------------------------------------------------------------

    def run(self) -> Node:
        """The root."""
        self._declarations()
        begin = self._at
        self._annotations()
        is_grammar = self._token.kind == END or self._begins_component()
        self._at = begin  # the annotations are those of the pattern or component, and are read with it
        self.annotations.clear()
        first = self._token
        root = self._node("grammar", first, *self._components(END)) if is_grammar else self._pattern(top=True)
        if self._token.kind != END:
            self._unexpected("the end of the schema")
        return root

    def _declarations(self) -> None:
        declared: set[str] = set()
        libraries: set[str] = set()
        while self._is_word("namespace", "default", "datatypes"):
            word = self._next()
            if word.text == "datatypes":
                prefix = self._any_word()
                self._need("=")
                uri = self._literal()
                if prefix in libraries or (prefix == "xsd" and uri != _XSD):
                    self._fail(f"the prefix “{prefix}” has a datatype library already.", word)
                libraries.add(prefix)
                self._libraries[prefix] = uri
                continue
            prefixes = [""] if word.text == "default" else []
            if prefixes and not self._is_word("namespace"):
                self._unexpected("“namespace”")
            self._at += len(prefixes)
            if not prefixes or not self._is("="):
                prefixes.append(self._any_word())
            self._need("=")
            if self._is_word("inherit"):
                self._next()
                uri = self._inherited
            else:
                uri = self._literal()
            for prefix in prefixes:
                if prefix in declared:
                    self._fail(f"the prefix “{prefix}” is declared twice.", word)
                if prefix == "xmlns" or (prefix == "xml") != (uri == XML) or uri.rstrip("/") == _XMLNS:
                    self._fail(f"“{prefix}” can't be a prefix of the namespace “{uri}”.", word)
                declared.add(prefix)
                self.prefixes[prefix] = uri

    def _begins_component(self) -> bool:
        token, after = self._token, self._tokens[min(self._at + 1, len(self._tokens) - 1)]
        if token.kind == NAME and token.text in ("start", "div", "include"):
            return True
        follows = after.text if after.kind == SYMBOL else ""
        if token.kind == PREFIXED:
            return follows == "["
        if follows == "[":  # the annotation of a name, after “element” and “attribute”; else one that stands alone
            return token.kind == QUOTED or (token.kind == NAME and token.text not in _KEYWORDS)
        return token.kind in (NAME, QUOTED) and follows in _ASSIGN

    # --- grammars ----------------------------------------------------------------------------------------

    def _braced(self, included: bool = False) -> list[Node]:
        self._need("{")
        self._depth += 1
        components = self._components(SYMBOL, included)
        self._depth -= 1
        self._need("}")
        return components

    def _components(self, end: int, included: bool = False) -> list[Node]:
        """What a grammar holds, up to a token of kind `end`; what is `included` may include nothing more."""
        found = []
        while self._token.kind != END and not (end == SYMBOL and self._is("}")):
            after = self._tokens[self._at + 1]
            if self._token.kind in (NAME, QUOTED, PREFIXED) and (after.kind, after.text) == (SYMBOL, "["):
                if self._is_word(*_KEYWORDS):
                    self._unexpected("a definition")
                self.annotations.append(self._annotation_element())
                continue
            self._annotations()
            found.append(self._component(included))
        return found

    def _component(self, included: bool) -> Node:
        token = self._token
        if self._is_word("div"):
            self._next()
            return self._node("div", token, *self._braced(included))
        if self._is_word("include"):
            if included:
                self._fail("an include may not stand in an include.")
            self._next()
            return self._reference("include", token, braces=True)
        if self._is_word("start"):
            self._next()
            node = self._node("start", token)
        else:
            node = self._node("define", token)
            node.attributes["name"] = self._identifier()
        if self._token.kind != SYMBOL or self._token.text not in _ASSIGN:
            self._unexpected("“=”, “|=” or “&=”")
        if combine := _ASSIGN[self._next().text]:
            node.attributes["combine"] = combine
        node.children.append(self._pattern())
        return node

    def _reference(self, name: str, token: Token, braces: bool = False) -> Node:
        """What follows ``include`` or ``external``."""
        node = self._node(name, token)
        node.attributes["href"] = self._literal()
        self.annotations.append(f"<{name} href={quoteattr(node.attributes['href'])}/>")
        if self._is_word("inherit"):
            self._next()
            self._need("=")
            prefix = self._token
            node.ns = self._namespace(self._any_word(), prefix)
        if braces and self._is("{"):
            node.children += self._braced(included=True)
        return node

    # --- patterns ----------------------------------------------------------------------------------------

    def _pattern(self, top: bool = False) -> Node:
        """A pattern; the schema's own one (`top`) has nothing beside it, so no annotation may follow it."""
        self._depth += 1
        token = self._token
        parts = [self._particle(top)]
        if self._token.kind == SYMBOL and (name := _JOIN.get(self._token.text)):
            symbol = self._token.text
            while self._take(symbol):
                parts.append(self._particle(False))
            if self._token.kind == SYMBOL and self._token.text in _JOIN:
                self._fail(f"“{symbol}” and “{self._token.text}” can't be mixed without parentheses.")
            parts = [self._node(name, token, *parts)]
        self._depth -= 1
        return parts[0]

    def _particle(self, top: bool) -> Node:
        token = self._token
        node = self._annotated()
        if self._token.kind == SYMBOL and (name := _REPEAT.get(self._token.text)):
            self._next()
            node = self._node(name, token, node)
        if self._is(">>") and top:
            self._fail("nothing may follow the pattern that is the schema.")
        self._following()
        return node

    def _annotated(self) -> Node:
        self._annotations()
        return self._primary()

    def _primary(self) -> Node:
        token = self._token
        if self._take("("):
            node = self._pattern()
            self._need(")")
            return node
        if token.kind == LITERAL:
            return self._value(token)
        if token.kind == PREFIXED:
            return self._datatype()
        if token.kind == QUOTED or (token.kind == NAME and token.text not in _KEYWORDS):
            return self._named("ref", token)
        word = token.text if token.kind == NAME else ""
        if word in ("string", "token"):
            return self._datatype()
        if word in ("element", "attribute", "list", "mixed", "empty", "text", "notAllowed", "grammar", "external"):
            self._next()
        if word in ("element", "attribute"):
            return self._element(word, token)
        if word in ("list", "mixed"):
            self._need("{")
            node = self._node(word, token, self._pattern())
            self._need("}")
            return node
        if word in ("empty", "text", "notAllowed"):
            return self._node(word, token)
        if word == "grammar":
            return self._node("grammar", token, *self._braced())
        if word == "external":
            return self._reference("externalRef", token)
        if word != "parent":
            self._unexpected("a pattern")
        self._next()
        return self._named("parentRef", token)

    def _named(self, name: str, token: Token) -> Node:
        node = self._node(name, token)
        node.attributes["name"] = self._identifier()
        return node

    def _element(self, name: str, token: Token) -> Node:
        names = self._names("" if name == "attribute" else self.prefixes[""])
        node = self._node(name, token)
        if names.name == "name":
            node.attributes["name"] = names.text
        else:
            node.children.append(names)
        self._need("{")
        node.children.append(self._pattern())
        self._need("}")
        return node

    def _value(self, token: Token) -> Node:
        node = self._node("value", token)
        node.text = self._literal()
        return node

    def _datatype(self) -> Node:
        """A datatype with parameters and exceptions, or a value of it."""
        token = self._next()
        prefix, _, name = token.text.rpartition(":")
        if prefix not in self._libraries and prefix:
            self._fail(f"the prefix “{prefix}” has no datatype library.", token)
        node = self._value(token) if self._token.kind == LITERAL else self._node("data", token)
        node.attributes["type"] = name
        node.library = node.attributes["datatypeLibrary"] = self._libraries[prefix] if prefix else ""
        if node.name == "value":
            return node
        if self._take("{"):
            while not self._is("}"):
                self._annotations()
                param = self._node("param", self._token)
                param.attributes["name"] = self._any_word()
                self._need("=")
                param.text = self._literal()
                node.children.append(param)
            self._need("}")
        if self._is("-"):
            begin = self._next()
            node.children.append(self._node("except", begin, self._annotated()))
        return node

    # --- classes of names ----------------------------------------------------------------------------------

    def _names(self, ns: str) -> Node:
        """A class of names; those without a prefix are in the namespace `ns`."""
        self._depth += 1
        token = self._token
        parts = [self._simple_names(ns)]
        self._following()
        while self._take("|"):
            parts.append(self._simple_names(ns))
            self._following()
        self._depth -= 1
        return parts[0] if len(parts) == 1 else self._node("choice", token, *parts)

    def _simple_names(self, ns: str) -> Node:
        self._annotations()
        token = self._token
        if self._take("("):
            node = self._names(ns)
            self._need(")")
            return node
        if token.kind == PREFIX:
            self._next()
            node = self._node("nsName", token, ns=self._namespace(token.text[:-2], token))
        elif self._take("*"):
            node = self._node("anyName", token)
        elif token.kind in (NAME, QUOTED, PREFIXED):
            self._next()
            node = self._node("name", token, ns=ns)
            node.text = token.text
            return node
        else:
            self._unexpected("a name")
        if self._is("-"):
            begin = self._next()
            excepted = self._simple_names(ns)
            several = excepted.children if excepted.name == "choice" else [excepted]
            node.children.append(self._node("except", begin, *several))
        return node

    # --- annotations ---------------------------------------------------------------------------------------

    def _annotations(self) -> None:
        if self._take("["):
            self._attributes(nested=False)
            while not self._take("]"):
                self.annotations.append(self._annotation_element())

    def _following(self) -> None:
        while self._take(">>"):
            self.annotations.append(self._annotation_element())

    def _attributes(self, nested: bool) -> str:
        """The attributes that follow, as XML has them."""
        found: dict[tuple[str, str], str] = {}
        while self._token.kind in (NAME, QUOTED, PREFIXED):
            after = self._tokens[self._at + 1]
            if (after.kind, after.text) != (SYMBOL, "="):
                break
            token = self._next()
            prefix, _, name = token.text.rpartition(":")
            uri = self._namespace(prefix, token) if prefix else ""
            if (uri, name) in found:
                self._fail(f"the annotation “{token.text}” is given twice.", token)
            if uri == _XMLNS or (not nested and uri in ("", RNG)) or (not uri and name == "xmlns"):
                self._fail(f"“{token.text}” can't be an annotation: it must be in another namespace.", token)
            self._need("=")
            found[uri, name] = f" {token.text if uri else name}={quoteattr(self._literal())}"
        return "".join(found.values())

    def _annotation_element(self, nested: bool = False) -> str:
        """The element that follows, in XML."""
        token = self._token
        if token.kind not in (NAME, QUOTED, PREFIXED):
            self._unexpected("an annotation")
        self._next()
        prefix, _, name = token.text.rpartition(":")
        uri = self._namespace(prefix, token) if prefix else ""
        if uri == RNG and not nested:
            self._fail(f"“{token.text}” can't be an annotation: it is in the namespace of RELAX NG.", token)
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._fail("the annotations are nested too deeply.")
        self._need("[")
        tag = token.text if uri else name
        parts = ["<", tag, "" if uri else ' xmlns=""', self._attributes(nested=True), ">"]
        while not self._take("]"):
            parts.append(
                escape(self._literal()) if self._token.kind == LITERAL else self._annotation_element(nested=True)
            )
        self._depth -= 1
        return "".join([*parts, "</", tag, ">"])
