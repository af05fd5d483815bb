<?xml version="1.0" encoding="UTF-8"?>
<!-- Divisions, headings, paragraphs, speeches, verse, and what opens and closes a document. -->
<xsl:stylesheet version="1.0"
    xmlns="http://www.w3.org/1999/xhtml"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:tei="http://www.tei-c.org/ns/1.0"
    xmlns:e="urn:engross:view"
    exclude-result-prefixes="tei e">

  <!-- Whatever holds blocks only. -->
  <xsl:template match="tei:text | tei:group | tei:front | tei:body | tei:back | tei:opener | tei:closer | tei:postscript
      | tei:dateline | tei:salute | tei:signed | tei:byline | tei:argument | tei:epigraph | tei:titlePage | tei:docTitle
      | tei:titlePart | tei:docImprint | tei:docAuthor | tei:docDate | tei:imprimatur | tei:castList | tei:castItem
      | tei:castGroup | tei:performance | tei:prologue | tei:epilogue | tei:set | tei:floatingText | tei:address
      | tei:addrLine | tei:lg | tei:sourceDoc | tei:surface | tei:zone | tei:trailer | tei:listBibl | tei:eg">
    <xsl:call-template name="block"/>
  </xsl:template>

  <!-- Inside a line, as in a paragraph of plain words, these are no blocks. -->
  <xsl:template match="tei:p//tei:dateline | tei:p//tei:salute | tei:p//tei:signed | tei:docTitle//tei:docDate" priority="1">
    <xsl:call-template name="inline"/>
  </xsl:template>

  <xsl:template match="tei:div | tei:div1 | tei:div2 | tei:div3 | tei:div4 | tei:div5 | tei:div6 | tei:div7">
    <section>
      <xsl:call-template name="attributes">
        <xsl:with-param name="also">
          <xsl:text>division</xsl:text>
          <xsl:if test="@subtype"> s-<xsl:value-of select="translate(normalize-space(@subtype), ' ', '-')"/></xsl:if>
        </xsl:with-param>
      </xsl:call-template>
      <xsl:apply-templates/>
    </section>
    <xsl:call-template name="newline"/>
  </xsl:template>

  <!-- A heading of the level that the divisions around it give, counting those that have headings. -->
  <xsl:template match="tei:head">
    <xsl:variable name="blocks"><xsl:call-template name="has-blocks"/></xsl:variable>
    <xsl:choose>
      <xsl:when test="not(starts-with(local-name(..), 'div')) or @type = 'collection' or @type = 'sub'
          or @type = 'participants' or @type = 'subject' or not(normalize-space())">
        <xsl:call-template name="paragraph"><xsl:with-param name="also">heading</xsl:with-param></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:variable name="level" select="count(ancestor::*[starts-with(local-name(), 'div')][tei:head[normalize-space()]])"/>
        <xsl:variable name="tag">
          <xsl:choose>
            <xsl:when test="$blocks = 'yes'">div</xsl:when>
            <xsl:when test="$level &gt; 5">h6</xsl:when>
            <xsl:otherwise><xsl:value-of select="concat('h', $level + 1)"/></xsl:otherwise>
          </xsl:choose>
        </xsl:variable>
        <xsl:element name="{$tag}">
          <xsl:call-template name="attributes"><xsl:with-param name="also">heading</xsl:with-param></xsl:call-template>
          <xsl:apply-templates/>
        </xsl:element>
        <xsl:call-template name="newline"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="tei:p | tei:ab | tei:l">
    <xsl:call-template name="paragraph"/>
  </xsl:template>

  <!-- A turn: the speaker hangs beside what is said. -->
  <xsl:template match="tei:sp">
    <div>
      <xsl:call-template name="attributes"/>
      <xsl:apply-templates/>
    </div>
    <xsl:call-template name="newline"/>
  </xsl:template>

  <xsl:template match="tei:speaker">
    <p>
      <xsl:call-template name="attributes"/>
      <xsl:apply-templates/>
    </p>
    <xsl:call-template name="newline"/>
  </xsl:template>

  <xsl:template match="tei:stage">
    <xsl:variable name="inside"><xsl:apply-templates select=".." mode="holds-blocks"/></xsl:variable>
    <xsl:choose>
      <xsl:when test="$inside = 'yes'"><xsl:call-template name="paragraph"/></xsl:when>
      <xsl:otherwise><xsl:call-template name="inline"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Quoted: a block where it has paragraphs, says so, or stands between blocks; else words in a line. -->
  <xsl:template match="tei:quote | tei:q | tei:cit | tei:said">
    <xsl:variable name="blocks"><xsl:call-template name="has-blocks"/></xsl:variable>
    <xsl:variable name="inside"><xsl:apply-templates select=".." mode="holds-blocks"/></xsl:variable>
    <xsl:choose>
      <xsl:when test="$blocks = 'yes' or $inside = 'yes' or contains(concat(@rend, @rendition), 'block')">
        <blockquote>
          <xsl:call-template name="attributes"/>
          <xsl:apply-templates/>
        </blockquote>
        <xsl:call-template name="newline"/>
      </xsl:when>
      <xsl:otherwise><xsl:call-template name="inline"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- An example of verse or of any text that keeps its lines. -->
  <xsl:template match="tei:bibl[parent::tei:listBibl]">
    <xsl:call-template name="paragraph"/>
  </xsl:template>

</xsl:stylesheet>
