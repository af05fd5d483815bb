// What CETEIcean does with editions by engross. Nothing here adds text: what is shown beside the text (brackets, page
// numbers) is made by the style sheet, so that a search in the page, and a copy, have the text of the edition.
"use strict";

// Shows, in `place`, the edition that the page's address names behind "?", or else that in data-edition.
function showEdition(place) {
  const ceteicean = new CETEI();
  prepare(ceteicean);
  return ceteicean.getHTML5(namedEdition() || place.dataset.edition).then((edition) => {
    if (!edition) {
      place.textContent = "The edition could not be read.";
      return;
    }
    for (const node of Array.from(edition.childNodes)) {
      if (node.nodeType === Node.ELEMENT_NODE) place.append(node); // no instructions: they are for other programs
    }
    place.dataset.done = "true";
  });
}

// The file that the page's address names, if it lies beside the page.
function namedEdition() {
  try {
    const named = decodeURIComponent(location.search.slice(1));
    return /^[^/\\:]+\.xml$/.test(named) ? encodeURIComponent(named) : "";
  } catch {
    return "";
  }
}

// The behaviors: CETEIcean's own would put parentheses around notes, which most notes have already.
function prepare(ceteicean) {
  ceteicean.removeBehavior("tei", "note");
  ceteicean.removeBehavior("tei", "ptr");
  ceteicean.addBehaviors({
    tei: {
      // A call leads to its note, a reference to what it names; one without a target is text.
      ref: [["[target]", (element) => link(element, ceteicean.utilities.rw(element.getAttribute("target")))]],
      // A correction, an expansion is read out as what it is.
      corr: (element) => describe(element, "correction"),
      expan: (element) => describe(element, "expansion"),
      supplied: (element) => describe(element, "supplied by the editors"),
      unclear: (element) => describe(element, "unclear"),
    },
  });
}

// Makes what is in `element` a link. (CETEIcean's way, with a string, keeps the content a second time, hidden.)
function link(element, address) {
  const anchor = element.ownerDocument.createElement("a");
  anchor.href = /^\s*javascript:/i.test(address) ? "#" : address;
  anchor.append(...element.childNodes);
  element.append(anchor);
}

function describe(element, title) {
  element.setAttribute("title", title);
}
